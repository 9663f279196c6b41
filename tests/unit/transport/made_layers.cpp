#include "made_layers.hpp"

#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace netseam::test {

const linalg::DenseBackend& backend() {
  static const auto instance = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return *instance;
}

data::LayerActivations layer_of(std::size_t points, std::size_t width, std::vector<float> values) {
  data::LayerActivations layer{"hidden", "made.npy", width, std::move(values), {}};
  layer.sample_of_row.resize(points);
  std::iota(layer.sample_of_row.begin(), layer.sample_of_row.end(), 0);
  return layer;
}

data::LayerActivations random_layer(std::size_t points, std::size_t width, std::uint64_t seed) {
  core::RandomStream random(seed, 1, core::Purpose::test);
  std::vector<float> values(points * width);
  for (float& value : values) value = static_cast<float>(random.normal());
  return layer_of(points, width, std::move(values));
}

data::LayerActivations rotated(const data::LayerActivations& layer, std::uint64_t seed) {
  core::RandomStream random(seed, 2, core::Purpose::test);
  const std::size_t d = layer.width;
  std::vector<std::vector<double>> axes(d, std::vector<double>(d));
  for (std::size_t a = 0; a < d; ++a) {  // Gram and Schmidt on random vectors, twice
    for (double& value : axes[a]) value = random.normal();
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t b = 0; b < a; ++b) {
        const double component = std::inner_product(axes[a].begin(), axes[a].end(), axes[b].begin(), 0.0);
        for (std::size_t c = 0; c < d; ++c) axes[a][c] -= component * axes[b][c];
      }
    const double norm = std::sqrt(std::inner_product(axes[a].begin(), axes[a].end(), axes[a].begin(), 0.0));
    for (double& value : axes[a]) value /= norm;
  }
  auto result = layer;
  for (std::size_t i = 0; i < layer.points(); ++i)
    for (std::size_t a = 0; a < d; ++a) {
      double sum = 0.5 * static_cast<double>(a);
      for (std::size_t c = 0; c < d; ++c) sum += static_cast<double>(layer.values[i * d + c]) * axes[a][c];
      result.values[i * d + a] = static_cast<float>(sum);
    }
  return result;
}

BuiltSpace build(const data::LayerActivations& layer, const transport::MetricSpaceOptions& options) {
  BuiltSpace built;
  built.block = core::AlignedBuffer<std::byte>(transport::metric_space_bytes(layer.points(), options));
  transport::build_metric_space(backend(), layer, options, built.block.span());
  built.space = transport::view_metric_space(layer.points(), options, built.block.span());
  return built;
}

BuiltSpace space_of(std::size_t points, std::vector<float> distances) {
  return build(layer_of(points, points, std::move(distances)),
               {.ground = transport::GroundDistance::precomputed,
                .normalisation = transport::Normalisation::none,
                .sorted_rows = true});
}

double naive_loss(const transport::MetricSpace& first, const transport::MetricSpace& second,
                  const std::vector<std::int32_t>& permutation) {
  const std::size_t n = first.points();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k) {
      const auto j = static_cast<std::size_t>(permutation[i]), l = static_cast<std::size_t>(permutation[k]);
      const double difference =
          static_cast<double>(first.distance(i, k)) - static_cast<double>(second.distance(j, l));
      sum += difference * difference;
    }
  return sum / static_cast<double>(n * n);
}

double brute_force_loss(const transport::MetricSpace& first, const transport::MetricSpace& second) {
  std::vector<std::int32_t> permutation(first.points());
  std::iota(permutation.begin(), permutation.end(), 0);
  double best = std::numeric_limits<double>::infinity();
  do best = std::min(best, naive_loss(first, second, permutation));
  while (std::next_permutation(permutation.begin(), permutation.end()));
  return best;
}

}  // namespace netseam::test
