#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::grouping {

/// Contrasts of borders between contiguous groups of layers, as defined at `segment` in segmentation.hpp.
/// Compares distances of equally many steps only, through sums along the diagonals of the matrix.
class BorderContrast {
 public:
  /// `distance`: L x L, symmetric. O(L^2).
  explicit BorderContrast(core::MatrixView<const double> distance);

  /// Contrast, in [-1, 1], of the border between layers begin .. border-1 and border .. end-1. O(end -
  /// begin).
  [[nodiscard]] double operator()(std::size_t begin, std::size_t border, std::size_t end) const;

 private:
  /// Sum of d(i, i + steps) for first <= i < last.
  [[nodiscard]] double sum(std::size_t steps, std::size_t first, std::size_t last) const;
  [[nodiscard]] double side(std::size_t begin, std::size_t border, std::size_t end, std::size_t side_begin,
                            std::size_t side_end) const;

  std::size_t layers_;
  std::vector<double> prefix_;  // L x (L + 1): [steps][i] = sum of d(h, h + steps) over h < i
};

/// Contrast of every border of a segmentation. O(L^2).
[[nodiscard]] std::vector<double> border_contrasts(core::MatrixView<const double> distance,
                                                   std::span<const std::size_t> border);

/// Largest contrast over the borders of the segmentation of least cost into `groups` >= 2 groups. O(L^2
/// groups).
[[nodiscard]] double largest_contrast(core::MatrixView<const double> distance, std::size_t groups);

/// Throws InternalError, in the name of `caller`, unless `border` rises within 1 .. layers - 1.
void check_borders(std::span<const std::size_t> border, std::size_t layers, const char* caller);

}  // namespace netseam::grouping
