#include "netseam/hierarchy/distance_modularity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace netseam::hierarchy {
namespace {

double rounded(double value) {
  constexpr double decimals = 1e8;
  return std::round(value * decimals) / decimals + 0.0;  // no negative zero
}

}  // namespace

std::vector<double> distance_modularity(core::MatrixView<const double> distance,
                                        std::span<const data::Merge> merges) {
  const std::size_t n = distance.rows();
  std::vector<double> share(n, 0);  // a of each cluster, by its number
  double total = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (const double d : distance.row(i)) share[i] += d;
  for (const double s : share) total += s;
  const double scale = total == 0 ? 0 : 1 / total;
  for (double& s : share) s *= scale;

  std::vector<std::vector<std::size_t>> member(n);
  for (std::size_t i = 0; i < n; ++i) member[i] = {i};
  double modularity = 0;
  for (const double s : share) modularity -= s * s;
  std::vector<double> by_count;  // of n-1, n-2, ... clusters
  for (const data::Merge& merge : merges) {
    double between = 0;
    for (const std::size_t i : member[merge.first])
      for (const std::size_t j : member[merge.second]) between += distance(i, j);
    modularity += 2 * between * scale - 2 * share[merge.first] * share[merge.second];
    by_count.push_back(rounded(modularity));
    std::vector<std::size_t> both = std::move(member[merge.first]);
    both.insert(both.end(), member[merge.second].begin(), member[merge.second].end());
    member[merge.second] = {};
    member.push_back(std::move(both));
    share.push_back(share[merge.first] + share[merge.second]);
  }
  if (!by_count.empty()) by_count.pop_back();  // of one cluster
  std::ranges::reverse(by_count);
  return by_count;
}

}  // namespace netseam::hierarchy
