#include "netseam/parallel/range_exchange.hpp"

#include "netseam/parallel/collectives.hpp"

#include <mpi.h>

#include <algorithm>
#include <cassert>

namespace netseam::parallel {
namespace {

WorkRange intersection(const WorkRange& a, const WorkRange& b) {
  const std::size_t begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

/// Ascending, disjoint, without empty ranges; ranges that touch become one.
std::vector<WorkRange> merged(std::vector<WorkRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const WorkRange& a, const WorkRange& b) { return a.begin < b.begin; });
  std::vector<WorkRange> result;
  for (const WorkRange& range : ranges) {
    if (range.size() == 0) continue;
    if (!result.empty() && range.begin <= result.back().end)
      result.back().end = std::max(result.back().end, range.end);
    else
      result.push_back(range);
  }
  return result;
}

void copy_out(std::span<const double> own, const std::vector<WorkRange>& ranges, double* to) {
  for (const WorkRange& range : ranges) to = std::copy_n(own.data() + range.begin, range.size(), to);
}

void add_to(std::span<double> own, const std::vector<WorkRange>& ranges, const double* from) {
  for (const WorkRange& range : ranges)
    for (std::size_t i = range.begin; i < range.end; ++i) own[i] += *from++;
}

}  // namespace

RangeExchange::RangeExchange(const Communicator& communicator, std::size_t size,
                             std::vector<WorkRange> needed)
    : communicator_(Communicator::duplicate(communicator.get())),
      own_(even_share(size, static_cast<std::size_t>(communicator.size()),
                      static_cast<std::size_t>(communicator.rank()))),
      needed_(merged(std::move(needed))) {
  for (const WorkRange& range : needed_) {
    offset_.push_back(needed_size_);
    needed_size_ += range.size();
  }
  std::vector<std::vector<WorkRange>> needed_of_rank;
  for (const auto& bytes : all_gather_bytes(communicator_, std::as_bytes(std::span(needed_)))) {
    const auto* first = reinterpret_cast<const WorkRange*>(bytes.data());
    needed_of_rank.emplace_back(first, first + bytes.size() / sizeof(WorkRange));
  }
  plan(needed_of_rank, size);
}

void RangeExchange::plan(const std::vector<std::vector<WorkRange>>& needed_of_rank, std::size_t size) {
  const std::size_t ranks = needed_of_rank.size();
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    Partner partner;
    partner.rank = static_cast<int>(rank);
    for (const WorkRange& range : needed_of_rank[rank]) {
      const WorkRange wanted = intersection(range, own_);
      if (wanted.size() == 0) continue;
      partner.wanted.push_back({wanted.begin - own_.begin, wanted.end - own_.begin});
      partner.wanted_size += wanted.size();
    }
    const WorkRange theirs = even_share(size, ranks, rank);
    bool found = false;
    for (const WorkRange& range : needed_) {
      const WorkRange part = intersection(range, theirs);
      if (part.size() == 0) continue;
      const std::size_t begin = position(part.begin);
      if (!found) partner.provided.begin = begin;
      partner.provided.end = begin + part.size();
      found = true;
    }
    if (partner.wanted_size == 0 && !found) continue;
    partner_.push_back(std::move(partner));
    buffer_.emplace_back(partner_.back().wanted_size);
  }
}

std::size_t RangeExchange::position(std::size_t entry) const {
  const auto after = std::upper_bound(needed_.begin(), needed_.end(), entry,
                                      [](std::size_t e, const WorkRange& range) { return e < range.begin; });
  assert(after != needed_.begin());
  const auto range = static_cast<std::size_t>(after - needed_.begin()) - 1;
  assert(entry < needed_[range].end);
  return offset_[range] + entry - needed_[range].begin;
}

void RangeExchange::gather(std::span<const double> own, std::span<double> needed) const {
  assert(own.size() == own_.size() && needed.size() == needed_size_);
  std::vector<MPI_Request> requests;
  for (const Partner& partner : partner_) {
    const std::span<double> place = needed.subspan(partner.provided.begin, partner.provided.size());
    if (partner.rank == communicator_.rank()) {
      copy_out(own, partner.wanted, place.data());
    } else if (!place.empty()) {
      MPI_Irecv(place.data(), static_cast<int>(place.size()), MPI_DOUBLE, partner.rank, 0,
                communicator_.get(), &requests.emplace_back());
    }
  }
  for (std::size_t p = 0; p < partner_.size(); ++p) {
    const Partner& partner = partner_[p];
    if (partner.rank == communicator_.rank() || partner.wanted_size == 0) continue;
    copy_out(own, partner.wanted, buffer_[p].data());
    MPI_Isend(buffer_[p].data(), static_cast<int>(partner.wanted_size), MPI_DOUBLE, partner.rank, 0,
              communicator_.get(), &requests.emplace_back());
  }
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

void RangeExchange::add_back(std::span<const double> needed, std::span<double> own) const {
  assert(own.size() == own_.size() && needed.size() == needed_size_);
  std::vector<MPI_Request> requests;
  for (std::size_t p = 0; p < partner_.size(); ++p)
    if (partner_[p].rank != communicator_.rank() && partner_[p].wanted_size > 0)
      MPI_Irecv(buffer_[p].data(), static_cast<int>(partner_[p].wanted_size), MPI_DOUBLE, partner_[p].rank, 1,
                communicator_.get(), &requests.emplace_back());
  for (const Partner& partner : partner_) {
    const std::span<const double> place = needed.subspan(partner.provided.begin, partner.provided.size());
    if (partner.rank != communicator_.rank() && !place.empty())
      MPI_Isend(place.data(), static_cast<int>(place.size()), MPI_DOUBLE, partner.rank, 1,
                communicator_.get(), &requests.emplace_back());
  }
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  std::fill(own.begin(), own.end(), 0.0);
  for (std::size_t p = 0; p < partner_.size(); ++p)
    add_to(own, partner_[p].wanted,
           partner_[p].rank == communicator_.rank() ? needed.data() + partner_[p].provided.begin
                                                    : buffer_[p].data());
}

}  // namespace netseam::parallel
