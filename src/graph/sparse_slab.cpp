#include "sparse_slab.hpp"

#include <algorithm>
#include <cassert>

namespace netseam::graph {

void SparseSlab::append(std::size_t rows, std::span<const float> values) {
  assert(values.size() == rows * columns_);
  for (std::size_t row = 0; row < rows; ++row) {
    const float* weight = values.data() + row * columns_;
    for (std::size_t column = 0; column < columns_; ++column)
      if (weight[column] != 0) {
        column_.push_back(static_cast<std::uint32_t>(column));
        value_.push_back(weight[column]);
      }
    row_start_.push_back(value_.size());
  }
}

void SparseSlab::finish() {
  column_.shrink_to_fit();
  value_.shrink_to_fit();
}

void SparseSlab::multiply(const double* column_x, double* column_y, const double* row_x,
                          double* row_y) const {
  for (std::size_t row = 0; row < rows(); ++row) {
    const double factor = row_x[row];
    double sum = 0;
    for (std::size_t k = row_start_[row]; k < row_start_[row + 1]; ++k) {
      const double weight = value_[k];
      sum += weight * column_x[column_[k]];
      column_y[column_[k]] += weight * factor;
    }
    row_y[row] += sum;
  }
}

void SparseSlab::read(std::size_t first, std::size_t rows, std::span<float> out) const {
  std::fill_n(out.begin(), rows * columns_, 0.0F);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t k = row_start_[first + row]; k < row_start_[first + row + 1]; ++k)
      out[row * columns_ + column_[k]] = value_[k];
}

std::size_t SparseSlab::bytes() const noexcept {
  return row_start_.size() * sizeof(std::size_t) + value_.size() * (sizeof(float) + sizeof(std::uint32_t));
}

}  // namespace netseam::graph
