#include "sparse_slab.hpp"
#include "tiled_slab.hpp"
#include "weight_slab.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace netseam::graph {
namespace {

/// Rows that are made anew in every pass.
class RecomputedSlab final : public WeightSlab {
 public:
  RecomputedSlab(const SlabShape& shape, SlabRows give) : shape_(shape), give_(std::move(give)) {}

  void multiply(const double* column_x, double* column_y, const double* row_x, double* row_y) const override {
    std::vector<float> values(std::min(shape_.rows, shape_.rows_at_once) * shape_.columns);
    for (std::size_t first = 0; first < shape_.rows; first += shape_.rows_at_once) {
      const std::size_t rows = std::min(shape_.rows_at_once, shape_.rows - first);
      const std::span<float> part(values.data(), rows * shape_.columns);
      give_(first, rows, part);
      TiledSlab<float> tiled(rows, shape_.columns);
      tiled.write(0, rows, part);
      tiled.multiply(column_x, column_y, row_x + first, row_y + first);
    }
  }
  void read(std::size_t first, std::size_t rows, std::span<float> out) const override {
    give_(first, rows, out);
  }
  [[nodiscard]] std::size_t bytes() const noexcept override { return 0; }

 private:
  SlabShape shape_;
  SlabRows give_;
};

/// Goes on with dense rows where the first ones turned out to have too few zeros.
template <class Weight>
std::unique_ptr<WeightSlab> keep_dense(const SlabShape& shape, const SlabRows& give, SparseSlab begun) {
  auto slab = std::make_unique<TiledSlab<Weight>>(shape.rows, shape.columns);
  std::vector<float> values(std::min(shape.rows, shape.rows_at_once) * shape.columns);
  const std::size_t known = begun.rows();
  for (std::size_t first = 0; first < shape.rows; first += shape.rows_at_once) {
    const std::size_t rows = std::min(shape.rows_at_once, shape.rows - first);
    const std::span<float> part(values.data(), rows * shape.columns);
    if (first < known)
      begun.read(first, rows, part);
    else
      give(first, rows, part);
    if (first + rows == known) begun = SparseSlab(shape.columns);
    slab->write(first, rows, part);
  }
  return slab;
}

}  // namespace

std::unique_ptr<WeightSlab> keep_rows(const SlabShape& shape, const WeightStorage& storage,
                                      const SlabRows& give) {
  if (storage.dense == DenseStorage::recomputed) return std::make_unique<RecomputedSlab>(shape, give);
  const auto all = static_cast<double>(shape.rows) * static_cast<double>(shape.columns);
  SparseSlab sparse(shape.columns);
  std::vector<float> values(std::min(shape.rows, shape.rows_at_once) * shape.columns);
  while (sparse.rows() < shape.rows && static_cast<double>(sparse.weights()) < storage.sparse_below * all) {
    const std::size_t first = sparse.rows(), rows = std::min(shape.rows_at_once, shape.rows - first);
    const std::span<float> part(values.data(), rows * shape.columns);
    give(first, rows, part);
    sparse.append(rows, part);
  }
  values = {};
  if (sparse.rows() == shape.rows && static_cast<double>(sparse.weights()) < storage.sparse_below * all) {
    sparse.finish();
    return std::make_unique<SparseSlab>(std::move(sparse));
  }
  return storage.dense == DenseStorage::bfloat16 ? keep_dense<std::uint16_t>(shape, give, std::move(sparse))
                                                 : keep_dense<float>(shape, give, std::move(sparse));
}

}  // namespace netseam::graph
