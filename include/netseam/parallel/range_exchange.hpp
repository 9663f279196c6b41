#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/work_range.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::parallel {

/// Brings entries of a vector of float64, which is spread over the ranks in contiguous ranges (even_share),
/// to the ranks that need them, and sums back what those have made of them. Messages go only between ranks
/// that have something for each other. Move-only.
class RangeExchange {
 public:
  /// `size`: of the vector, the same everywhere. `needed`: ranges of entries that this rank needs, in any
  /// order; they may overlap. Collective.
  RangeExchange(const Communicator& communicator, std::size_t size, std::vector<WorkRange> needed);

  /// This rank's part of the vector.
  [[nodiscard]] WorkRange own() const noexcept { return own_; }
  /// How many different entries are needed here; they are stored in ascending order.
  [[nodiscard]] std::size_t needed_size() const noexcept { return needed_size_; }
  /// Place of a needed entry among them. The entries of one needed range stand one after the other.
  [[nodiscard]] std::size_t position(std::size_t entry) const;

  /// `needed` (needed_size()) becomes the needed entries of the vector; `own`: own().size(). Collective.
  void gather(std::span<const double> own, std::span<double> needed) const;
  /// Every entry of `own` becomes the sum of what all ranks have for it in `needed`, in the order of ranks, 0
  /// where no rank needs it. Collective.
  void add_back(std::span<const double> needed, std::span<double> own) const;

 private:
  struct Partner {
    int rank = 0;
    std::vector<WorkRange> wanted;  // entries of the own range that the partner needs, counted from its first
    std::size_t wanted_size = 0;
    WorkRange provided;  // places among the needed entries that belong to the partner
  };
  void plan(const std::vector<std::vector<WorkRange>>& needed_of_rank, std::size_t size);

  Communicator communicator_;
  WorkRange own_;
  std::vector<WorkRange> needed_;    // ascending, disjoint
  std::vector<std::size_t> offset_;  // of each range among the needed entries
  std::size_t needed_size_ = 0;
  std::vector<Partner> partner_;                     // in the order of ranks, this rank too
  mutable std::vector<std::vector<double>> buffer_;  // one for each partner
};

}  // namespace netseam::parallel
