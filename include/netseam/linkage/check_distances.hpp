#pragma once
#include "netseam/core/matrix_view.hpp"

namespace netseam::linkage {

/// Throws InternalError, in the name of `caller`, unless `distance` is L x L with L >= 1, symmetric, finite,
/// not negative and zero on the diagonal. O(L^2).
void check_distances(core::MatrixView<const double> distance, const char* caller);

}  // namespace netseam::linkage
