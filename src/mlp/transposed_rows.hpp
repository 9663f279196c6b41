#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::mlp {

/// Column i of `out` (matrix columns x `columns` floats, 16-byte aligned) = row rows[i] of the matrix;
/// columns beyond rows.size() become 0. `columns` is a multiple of 4 and not less than rows.size().
void transpose_rows(core::MatrixView<const float> matrix, std::span<const std::uint32_t> rows,
                    std::size_t columns, float* out);

}  // namespace netseam::mlp
