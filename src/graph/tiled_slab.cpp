#include "tiled_slab.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>

namespace netseam::graph {
namespace {

std::size_t rounded_up(std::size_t size, std::size_t multiple) {
  return (size + multiple - 1) / multiple * multiple;
}

/// Nearest bfloat16, ties to even; a finite number that is not negative.
std::uint16_t nearest_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

float widened(float weight) { return weight; }
float widened(std::uint16_t weight) { return std::bit_cast<float>(std::uint32_t{weight} << 16U); }

void narrow(float value, float& weight) { weight = value; }
void narrow(float value, std::uint16_t& weight) { weight = nearest_bfloat16(value); }

}  // namespace

float stored_weight(float weight, DenseStorage storage) noexcept {
  return storage == DenseStorage::bfloat16 ? widened(nearest_bfloat16(weight)) : weight;
}

template <class Weight>
TiledSlab<Weight>::TiledSlab(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), memory_(rows * rounded_up(columns, group_columns) * sizeof(Weight)) {}

template <class Weight>
const Weight* TiledSlab<Weight>::weights() const noexcept {
  return reinterpret_cast<const Weight*>(memory_.bytes().data());
}

/// visit(place of the first weight, row, column, columns) for every part of a row that stands side by side.
template <class Weight>
template <class Visit>
void TiledSlab<Weight>::visit_groups(std::size_t first, std::size_t rows, const Visit& visit) const {
  assert(first % panel_rows == 0 && first + rows <= rows_);
  for (std::size_t tile = 0; tile < columns_; tile += tile_columns) {
    const std::size_t width = std::min(tile_columns, columns_ - tile);
    const std::size_t padded = rounded_up(width, group_columns);
    for (std::size_t row = first; row < first + rows; ++row) {
      const std::size_t panel = row / panel_rows * panel_rows, height = std::min(panel_rows, rows_ - panel);
      const std::size_t start = tile * rows_ + panel * padded + (row - panel) * group_columns;
      for (std::size_t column = 0; column < width; column += group_columns)
        visit(start + column * height, row - first, tile + column, std::min(group_columns, width - column));
    }
  }
}

template <class Weight>
void TiledSlab<Weight>::write(std::size_t first, std::size_t rows, std::span<const float> values) {
  auto* to = reinterpret_cast<Weight*>(memory_.bytes().data());
  visit_groups(first, rows, [&](std::size_t place, std::size_t row, std::size_t column, std::size_t count) {
    const float* from = values.data() + row * columns_ + column;
    for (std::size_t c = 0; c < count; ++c) narrow(from[c], to[place + c]);
  });
}

template <class Weight>
void TiledSlab<Weight>::read(std::size_t first, std::size_t rows, std::span<float> out) const {
  const Weight* from = weights();
  visit_groups(first, rows, [&](std::size_t place, std::size_t row, std::size_t column, std::size_t count) {
    float* to = out.data() + row * columns_ + column;
    for (std::size_t c = 0; c < count; ++c) to[c] = widened(from[place + c]);
  });
}

template <class Weight>
void TiledSlab<Weight>::multiply(const double* column_x, double* column_y, const double* row_x,
                                 double* row_y) const {
  alignas(64) double x[tile_columns];
  alignas(64) double y[tile_columns];
  for (std::size_t tile = 0; tile < columns_; tile += tile_columns) {
    const std::size_t width = std::min(tile_columns, columns_ - tile);
    const std::size_t padded = rounded_up(width, group_columns);
    std::copy_n(column_x + tile, width, x);
    std::fill(x + width, x + padded, 0.0);
    std::fill_n(y, padded, 0.0);
    multiply_tile(weights() + tile * rows_, rows_, padded, x, y, row_x, row_y);
    for (std::size_t c = 0; c < width; ++c) column_y[tile + c] += y[c];
  }
}

template class TiledSlab<float>;
template class TiledSlab<std::uint16_t>;

}  // namespace netseam::graph
