#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <span>

namespace netseam::grouping {

/// Mean silhouette value of L layers: of (b - a) / max(a, b) with a a layer's mean distance to the others of
/// its group and b the least mean distance to another group; 0 for a layer alone in its group and where a =
/// b = 0. In [-1, 1]; 0 for one group, for which it is not defined. Below 0.25 Kaufman and Rousseeuw (1990)
/// see no structure. Source: Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7. `distance`: L x L, symmetric;
/// `label`: L, numbered from 0 without holes. O(L^2). Throws InternalError when the sizes differ.
[[nodiscard]] double mean_silhouette(core::MatrixView<const double> distance,
                                     std::span<const std::size_t> label);

}  // namespace netseam::grouping
