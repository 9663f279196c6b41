#include "low_rank_form.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

namespace netseam::transport {
namespace {

using linalg::Transpose;

// further directions beside the wanted rank, and multiplications of the start by A: usual choices
constexpr std::size_t oversampling = 16;
constexpr int passes = 4;

std::size_t searched_rank(std::size_t points, std::size_t rank) {
  return std::min(rank + oversampling, points - 1);
}

double dot(std::span<const double> x, std::span<const double> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

// Gram and Schmidt on rows, each twice ("twice is enough"); a row that depends on those before becomes 0
void orthonormalise_rows(core::MatrixView<double> rows) {
  for (std::size_t k = 0; k < rows.rows(); ++k) {
    const auto row = rows.row(k);
    const double before = std::sqrt(dot(row, row));
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t other = 0; other < k; ++other) {
        const auto unit = rows.row(other);
        const double component = dot(unit, row);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] -= component * unit[i];
      }
    const double after = std::sqrt(dot(row, row));
    const double factor = after > 1e-10 * before ? 1 / after : 0;
    for (double& value : row) value *= factor;
  }
}

void round_to(core::MatrixView<const double> from, core::MatrixView<float> to) {
  for (std::size_t i = 0; i < from.rows(); ++i)
    std::ranges::transform(from.row(i), to.row(i).begin(),
                           [](double value) { return static_cast<float>(value); });
}

void widen_to(core::MatrixView<const float> from, core::MatrixView<double> to) {
  for (std::size_t i = 0; i < from.rows(); ++i)
    std::ranges::transform(from.row(i), to.row(i).begin(),
                           [](float value) { return static_cast<double>(value); });
}

void store_leading(std::span<const double> value, core::MatrixView<const double> vector, double trace,
                   MetricSpaceBlock& block) {
  const std::size_t n = block.distance.rows(), rank = block.basis.columns();
  std::vector<std::size_t> order(value.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return std::abs(value[a]) > std::abs(value[b]); });
  double rest = trace;
  for (std::size_t k = 0; k < rank; ++k) rest -= value[order[k]];
  const std::size_t others = n - 1 - rank;
  const double residual = others > 0 ? rest / static_cast<double>(others) : 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::fill_n(block.basis.row(i).data(), block.basis.stride(), 0.0F);
    for (std::size_t k = 0; k < rank; ++k) block.basis(i, k) = static_cast<float>(vector(order[k], i));
  }
  for (std::size_t k = 0; k < rank; ++k)
    block.basis_value[k] = static_cast<float>(value[order[k]] - residual);
  block.head->residual_value = static_cast<float>(residual);
}

}  // namespace

std::size_t low_rank_form_bytes(std::size_t points, std::size_t rank) {
  const std::size_t searched = searched_rank(points, rank);
  // two float32 and two float64 blocks of searched x points, the projected matrix and LAPACK's work on it
  return 2 * searched * points * (sizeof(float) + sizeof(double)) + 5 * searched * searched * sizeof(double);
}

void fill_low_rank_form(const linalg::DenseBackend& backend, MetricSpaceBlock& block, std::uint64_t seed,
                        core::MatrixView<float> scratch) {
  const std::size_t n = block.distance.rows(), searched = searched_rank(n, block.basis.columns());
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto from = block.distance.row(i);
    for (std::size_t j = 0; j < n; ++j)
      scratch(i, j) = static_cast<float>(static_cast<double>(from[j]) -
                                         ((block.row_mean[i] + block.row_mean[j]) + block.head->mean));
    trace += static_cast<double>(scratch(i, i));
  }
  core::AlignedBuffer<float> subspace_memory(searched * n), image_memory(searched * n);
  core::AlignedBuffer<double> unit_memory(searched * n), product_memory(searched * n);
  const core::MatrixView<float> subspace(subspace_memory.data(), searched, n);
  const core::MatrixView<float> image(image_memory.data(), searched, n);
  const core::MatrixView<double> unit(unit_memory.data(), searched, n),
      product(product_memory.data(), searched, n);

  core::RandomStream random(seed, 0, core::Purpose::low_rank);
  for (double& value : unit_memory.span()) value = random.normal();
  for (int pass = 0; pass < passes; ++pass) {
    orthonormalise_rows(unit);
    round_to(unit, subspace);
    backend.multiply(Transpose::no, Transpose::no, 1.0F, subspace, scratch, 0.0F, image);
    if (pass + 1 < passes) widen_to(image, unit);
  }
  // Rayleigh and Ritz: eigenvectors of the projection of A on the subspace
  widen_to(image, product);
  core::AlignedBuffer<double> projected_memory(searched * searched);
  const core::MatrixView<double> projected(projected_memory.data(), searched, searched);
  backend.multiply(Transpose::no, Transpose::yes, 1.0, unit, product, 0.0, projected);
  for (std::size_t i = 0; i < searched; ++i)
    for (std::size_t j = 0; j < i; ++j)
      projected(i, j) = projected(j, i) = (projected(i, j) + projected(j, i)) / 2;
  const std::vector<double> value = backend.symmetric_eigenvectors(projected);
  backend.multiply(Transpose::no, Transpose::no, 1.0, projected, unit, 0.0, product);
  store_leading(value, product, trace, block);
}

}  // namespace netseam::transport
