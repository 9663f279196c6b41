#include "transposed_rows.hpp"

#include <algorithm>
#include <cstring>

namespace netseam::mlp {
namespace {

constexpr std::size_t side = 4;

// 16 bytes: one register of every processor that has vectors at all; GCC and Clang know the type by this
// attribute
using FourFloats = float __attribute__((vector_size(side * sizeof(float))));

FourFloats load(const float* at) {
  FourFloats values;
  std::memcpy(&values, at, sizeof(values));
  return values;
}

/// Four values of each of four rows, to four columns of `out`.
void transpose_square(core::MatrixView<const float> matrix, const std::uint32_t* rows, std::size_t first,
                      std::size_t columns, float* out) {
  const auto four = [&](std::size_t k) { return load(matrix.data() + rows[k] * matrix.stride() + first); };
  const FourFloats a = four(0), b = four(1), c = four(2), d = four(3);
  const FourFloats ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const FourFloats ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const FourFloats cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const FourFloats cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  const FourFloats result[side] = {__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
                                   __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
                                   __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
                                   __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
  for (std::size_t k = 0; k < side; ++k) std::memcpy(out + k * columns, &result[k], sizeof(result[k]));
}

}  // namespace

void transpose_rows(core::MatrixView<const float> matrix, std::span<const std::uint32_t> rows,
                    std::size_t columns, float* out) {
  const std::size_t width = matrix.columns();
  std::size_t i = 0;
  if (width >= side)
    // sixteen rows at once fill the cache lines of `out`, each written once
    for (std::size_t end = 0; i + side <= rows.size(); i = end) {
      end = std::min(i + 4 * side, rows.size() / side * side);
      for (std::size_t j = 0; j < width; j += side) {
        const std::size_t first = std::min(j, width - side);  // the last square overlaps the one before
        for (std::size_t four = i; four < end; four += side)
          transpose_square(matrix, rows.data() + four, first, columns, out + first * columns + four);
      }
    }
  for (; i < rows.size(); ++i) {
    const float* row = matrix.data() + rows[i] * matrix.stride();
    for (std::size_t j = 0; j < width; ++j) out[j * columns + i] = row[j];
  }
  if (rows.size() < columns)
    for (std::size_t j = 0; j < width; ++j)
      std::fill(out + j * columns + rows.size(), out + (j + 1) * columns, 0.0F);
}

}  // namespace netseam::mlp
