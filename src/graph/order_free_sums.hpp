#pragma once
#include "sum_kernels.hpp"

#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::graph {

/// Sums of float64 numbers whose value does not depend on the order of the numbers, nor on the ranks that add
/// them. A number is cut into two parts that are multiples of units which depend on its sum alone; sums of
/// such parts are exact. What is left of a number is below 2^-53 of the largest one that the sum may get, so
/// that a sum is as exact as the usual one. At most 2^26 numbers for a sum, of all ranks together. Source:
/// Demmel, Nguyen, Fast reproducible floating-point summation, ARITH 2013, doi:10.1109/ARITH.2013.9.
class OrderFreeSums {
 public:
  /// One sum for each entry; no number may be larger than its entry, the same on every rank.
  explicit OrderFreeSums(std::span<const double> largest);

  void add(std::size_t which, double number) noexcept {
    const double upper = (number + coarse_[which]) - coarse_[which];
    upper_[which] += upper;
    lower_[which] += ((number - upper) + fine_[which]) - fine_[which];
  }
  /// Adds a row of weights, none negative: each to the sum of the row and to that of its column.
  void add_row(std::size_t row, std::size_t first_column, std::span<const float> weights) noexcept;
  /// All sums, of all ranks, on every rank. Collective.
  [[nodiscard]] std::vector<double> total(const parallel::Communicator& communicator) const;

 private:
  [[nodiscard]] SumParts parts(std::size_t first) noexcept;
  std::vector<double> coarse_, fine_;  // adding and taking off one of them rounds to its unit
  std::vector<double> upper_, lower_;
};

}  // namespace netseam::graph
