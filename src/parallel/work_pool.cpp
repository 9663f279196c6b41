#include "netseam/parallel/work_pool.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace netseam::parallel {
namespace {

/// Fewest items that are worth a message.
std::size_t smallest_grant(std::size_t ranks) { return std::max<std::size_t>(1, ranks / 4); }

}  // namespace

WorkPool::WorkPool(std::vector<std::vector<WorkRange>> share, std::vector<std::size_t> ranks,
                   std::function<bool(std::size_t, std::size_t)> may_take)
    : free_(std::move(share)), ranks_(std::move(ranks)), may_take_(std::move(may_take)) {
  if (free_.size() != ranks_.size())
    throw core::InternalError("work pool: shares and nodes differ in number");
  for (auto& ranges : free_) std::erase_if(ranges, [](WorkRange range) { return range.size() == 0; });
}

std::size_t WorkPool::low_water(std::size_t ranks, double rate) {
  constexpr double seconds = 0.01;  // of an answer, three times what it takes as a rule
  return ranks / 4 + static_cast<std::size_t>(std::ceil(seconds * rate));
}

std::size_t WorkPool::left(std::size_t owner) const {
  return std::accumulate(free_[owner].begin(), free_[owner].end(), std::size_t{0},
                         [](std::size_t sum, WorkRange range) { return sum + range.size(); });
}

WorkRange WorkPool::take(std::size_t node) {
  if (closed_) return {};
  if (!free_[node].empty()) return take_own(node);
  std::vector<std::size_t> owners(nodes());
  std::iota(owners.begin(), owners.end(), std::size_t{0});
  std::stable_sort(owners.begin(), owners.end(),
                   [&](std::size_t a, std::size_t b) { return left(a) > left(b); });
  for (const std::size_t owner : owners) {
    const WorkRange range = take_from(owner, node);
    if (range.size() > 0) return range;
  }
  return {};
}

WorkRange WorkPool::take_own(std::size_t node) {
  const std::size_t wanted =
      nodes() == 1 ? left(node) : std::max(smallest_grant(ranks_[node]), left(node) / 4);
  auto& front = free_[node].front();
  const WorkRange taken{front.begin, std::min(front.end, front.begin + wanted)};
  front.begin = taken.end;
  if (front.size() == 0) free_[node].erase(free_[node].begin());
  return taken;
}

WorkRange WorkPool::take_from(std::size_t owner, std::size_t node) {
  const auto eligible = [&](std::size_t item) { return !may_take_ || may_take_(node, item); };
  const std::size_t most = std::max(smallest_grant(ranks_[node]), left(owner) / 4);
  auto& free = free_[owner];
  for (std::size_t i = free.size(); i-- > 0;) {
    const WorkRange whole = free[i];
    std::size_t end = whole.end;
    while (end > whole.begin && !eligible(end - 1)) --end;
    std::size_t begin = end;
    while (begin > whole.begin && end - begin < most && eligible(begin - 1)) --begin;
    if (begin == end) continue;
    free.erase(free.begin() + static_cast<std::ptrdiff_t>(i));
    if (end < whole.end) free.insert(free.begin() + static_cast<std::ptrdiff_t>(i), {end, whole.end});
    if (begin > whole.begin) free.insert(free.begin() + static_cast<std::ptrdiff_t>(i), {whole.begin, begin});
    return {begin, end};
  }
  return {};
}

}  // namespace netseam::parallel
