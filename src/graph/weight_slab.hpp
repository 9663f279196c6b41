#pragma once
#include "netseam/graph/weight_storage.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace netseam::graph {

/// Some rows of a block of weights, as a rank keeps them. None is negative, all are finite.
class WeightSlab {
 public:
  virtual ~WeightSlab() = default;

  /// row_y += W column_x and column_y += W' row_x, float64 sums. The vectors may be parts of one, the results
  /// too, but no result is an argument. Every weight is read once.
  virtual void multiply(const double* column_x, double* column_y, const double* row_x,
                        double* row_y) const = 0;
  /// Rows first, first + 1, ... into `out`, row-major. `first`: a multiple of panel_rows.
  virtual void read(std::size_t first, std::size_t rows, std::span<float> out) const = 0;
  /// Bytes of memory.
  [[nodiscard]] virtual std::size_t bytes() const noexcept = 0;

 protected:
  WeightSlab() = default;
  WeightSlab(const WeightSlab&) = default;
  WeightSlab& operator=(const WeightSlab&) = default;
  WeightSlab(WeightSlab&&) = default;
  WeightSlab& operator=(WeightSlab&&) = default;
};

struct SlabShape {
  std::size_t rows = 0, columns = 0;
  std::size_t rows_at_once = 0;  // > 0, a multiple of panel_rows
};

/// Gives rows first, first + 1, ... of a slab, row-major, not negative and finite, as they are to be kept.
using SlabRows = std::function<void(std::size_t first, std::size_t rows, std::span<float> out)>;

/// Keeps the rows that `give` gives, each asked for once in ascending order (but again in every pass where
/// rows are recomputed; `give` must then live as long as the slab). Memory at most that of the result and a
/// quarter.
[[nodiscard]] std::unique_ptr<WeightSlab> keep_rows(const SlabShape& shape, const WeightStorage& storage,
                                                    const SlabRows& give);

/// A weight as the storage holds it.
[[nodiscard]] float stored_weight(float weight, DenseStorage storage) noexcept;

}  // namespace netseam::graph
