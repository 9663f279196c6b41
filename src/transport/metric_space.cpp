#include "netseam/transport/metric_space.hpp"

#include "double_centring.hpp"
#include "ground_distance.hpp"
#include "layer_check.hpp"
#include "low_rank_form.hpp"
#include "metric_space_layout.hpp"
#include "normalisation.hpp"
#include "quantile_table.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::transport {
namespace {

// float64 lower triangle to float32, both triangles, padding zero
void store_distances(const data::LayerActivations& layer, core::MatrixView<const double> from, double scale,
                     core::MatrixView<float> to) {
  const std::size_t n = from.rows();
  constexpr std::size_t tile = 64;
  for (std::size_t i = 0; i < n; ++i) {
    std::fill_n(to.row(i).data(), to.stride(), 0.0F);
    for (std::size_t j = 0; j < i; ++j) {
      const double value = from(i, j) / scale;
      if (!(value <= static_cast<double>(std::numeric_limits<float>::max())))
        refuse_layer(layer, row_name(layer, i), fmt::format("a distance of {}", value),
                     "distances within the range of float32 (normalise, or scale the activations)");
      to(i, j) = static_cast<float>(value);
    }
  }
  for (std::size_t row = 0; row < n; row += tile)
    for (std::size_t column = 0; column <= row; column += tile)
      for (std::size_t i = row; i < std::min(row + tile, n); ++i)
        for (std::size_t j = column; j < std::min(column + tile, i); ++j) to(j, i) = to(i, j);
}

void store_samples(const data::LayerActivations& layer, MetricSpaceBlock& block) {
  std::int64_t last = 0;
  for (std::size_t i = 0; i < layer.points(); ++i) {
    const std::int64_t sample = layer.sample_of_row[i];
    if (sample < 0 || sample >= std::numeric_limits<std::int32_t>::max())
      throw core::InternalError(fmt::format("layer {}: sample number {}", layer.name, sample));
    block.sample[i] = static_cast<std::int32_t>(sample);
    last = std::max(last, sample);
  }
  block.head->samples = static_cast<std::uint64_t>(last) + 1;
}

void store_sorted_rows(MetricSpaceBlock& block) {
  for (std::size_t i = 0; i < block.sorted.rows(); ++i) {
    std::fill_n(block.sorted.row(i).data(), block.sorted.stride(), 0.0F);
    std::ranges::copy(block.distance.row(i), block.sorted.row(i).begin());
    std::ranges::sort(block.sorted.row(i));
  }
}

}  // namespace

std::size_t metric_space_scratch_bytes(std::size_t points, std::size_t width,
                                       const MetricSpaceOptions& options) {
  constexpr std::size_t vectors = 40;  // of n doubles: norms, row forms, LAPACK's blocked reduction
  std::size_t bytes = points * points + points * std::min(width, gram_columns) + vectors * points;
  bytes *= sizeof(double);
  const std::size_t rank = stored_rank(points, options);
  return rank > 0 ? bytes + low_rank_form_bytes(points, rank) : bytes;
}

void build_metric_space(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                        const MetricSpaceOptions& options, std::span<std::byte> memory) {
  check_layer(layer);
  const std::size_t n = layer.points(), triangle = n * (n - 1) / 2;
  MetricSpaceBlock block = lay_out_block(n, options, memory.data());
  if (memory.size() < block.bytes)
    throw core::InternalError("build_metric_space: the block is shorter than its metric space");
  core::AlignedBuffer<double> square(n * n);
  const core::MatrixView<double> scratch(square.data(), n, n);

  ground_distances(backend, layer, options.ground, scratch);
  // the place of the float32 matrix is free until it is stored, and long enough for a triangle of float64
  auto* const spare = reinterpret_cast<double*>(block.distance.data());
  const double scale = normalisation_scale(layer, options.normalisation, scratch, {spare, triangle});
  store_distances(layer, scratch, scale, block.distance);

  block.head->points = n;
  block.head->low_rank = stored_rank(n, options);
  block.head->sorted_rows = options.sorted_rows ? 1 : 0;
  block.head->scale = scale;
  store_samples(layer, block);
  fill_means(block);
  fill_quantile_table(block.distance, {reinterpret_cast<float*>(square.data()), triangle}, block.quantile);
  fill_spectrum(backend, block, scratch);
  block.head->negative_type =
      options.ground != GroundDistance::precomputed || spectrum_is_negative(block) ? 1 : 0;
  if (options.sorted_rows) store_sorted_rows(block);
  block.head->residual_value = 0;
  if (block.head->low_rank > 0)
    fill_low_rank_form(backend, block, options.seed, {reinterpret_cast<float*>(square.data()), n, n});
}

}  // namespace netseam::transport
