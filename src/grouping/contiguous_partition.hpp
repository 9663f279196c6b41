#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <vector>

namespace netseam::grouping {

/// Partitions of ordered layers into 1 .. `most` contiguous groups of least cost, for all these numbers at
/// once. Cost of a group: sum over i < j of d_ij^2 / size. Dynamic programming (Fisher 1958,
/// doi:10.2307/2281952). Ties go to the earlier borders. O(L^2 most) time, O(L^2) memory.
class ContiguousPartition {
 public:
  /// `distance`: L x L, symmetric; 1 <= most <= L.
  ContiguousPartition(core::MatrixView<const double> distance, std::size_t most);

  [[nodiscard]] std::size_t most() const noexcept { return least_cost_.size(); }
  /// Least cost of `groups` groups.
  [[nodiscard]] double cost(std::size_t groups) const { return least_cost_[groups - 1]; }
  /// First layers of the groups but for the first group, ascending: groups - 1 borders.
  [[nodiscard]] std::vector<std::size_t> borders(std::size_t groups) const;

 private:
  std::size_t layers_;
  std::vector<double> least_cost_;
  std::vector<std::size_t>
      last_border_;  // most x (L + 1): where the last of k groups of the first e layers begins
};

}  // namespace netseam::grouping
