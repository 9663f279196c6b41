#pragma once
#include "tile_kernels.hpp"
#include "weight_slab.hpp"

#include "netseam/parallel/large_page_buffer.hpp"

#include <span>

namespace netseam::graph {

/// Dense rows in tiles of tile_columns columns, as multiply_tile reads them, one after the other: a product
/// is one stream from memory. Weight: float or std::uint16_t (bfloat16).
template <class Weight>
class TiledSlab final : public WeightSlab {
 public:
  /// All zero.
  TiledSlab(std::size_t rows, std::size_t columns);
  /// Rows first, first + 1, ..., row-major. `first`: a multiple of panel_rows; `rows` too, or all that are
  /// left.
  void write(std::size_t first, std::size_t rows, std::span<const float> values);

  void multiply(const double* column_x, double* column_y, const double* row_x, double* row_y) const override;
  void read(std::size_t first, std::size_t rows, std::span<float> out) const override;
  [[nodiscard]] std::size_t bytes() const noexcept override { return memory_.bytes().size(); }

 private:
  template <class Visit>
  void visit_groups(std::size_t first, std::size_t rows, const Visit& visit) const;
  [[nodiscard]] const Weight* weights() const noexcept;

  std::size_t rows_, columns_;
  parallel::LargePageBuffer memory_;
};

extern template class TiledSlab<float>;
extern template class TiledSlab<std::uint16_t>;

}  // namespace netseam::graph
