#pragma once
#include "weight_slab.hpp"

#include <cstdint>
#include <vector>

namespace netseam::graph {

/// Rows without their zeros: compressed sparse rows.
class SparseSlab final : public WeightSlab {
 public:
  /// No rows yet.
  explicit SparseSlab(std::size_t columns) : columns_(columns) {}
  /// Adds rows at the end, row-major.
  void append(std::size_t rows, std::span<const float> values);
  [[nodiscard]] std::size_t rows() const noexcept { return row_start_.size() - 1; }
  [[nodiscard]] std::size_t weights() const noexcept { return value_.size(); }
  /// Gives back memory that was kept for further rows.
  void finish();

  void multiply(const double* column_x, double* column_y, const double* row_x, double* row_y) const override;
  void read(std::size_t first, std::size_t rows, std::span<float> out) const override;
  [[nodiscard]] std::size_t bytes() const noexcept override;

 private:
  std::size_t columns_;
  std::vector<std::size_t> row_start_ = {0};
  std::vector<std::uint32_t> column_;
  std::vector<float> value_;
};

}  // namespace netseam::graph
