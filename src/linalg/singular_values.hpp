#pragma once
#include "lapack_library.hpp"

#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <vector>

namespace netseam::linalg {

/// As DenseBackend::singular_values.
[[nodiscard]] std::vector<double> singular_values_by_lapack(const LapackLibrary& library,
                                                            core::MatrixView<double> matrix);
/// As DenseBackend::thin_singular_value_decomposition.
[[nodiscard]] ThinSingularValueDecomposition decompose_by_lapack(const LapackLibrary& library,
                                                                 core::MatrixView<double> matrix);

}  // namespace netseam::linalg
