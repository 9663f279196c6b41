#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace netseam;
using Borders = std::vector<std::size_t>;

namespace {

constexpr std::size_t samples = 40, width = 5, layers = 9, resamples = 200;

struct MadeLosses {
  std::vector<double> loss, resampled;
};

// Layers that are copies of the points of their group with noise; losses of the identity coupling, and the
// same with the samples weighted by how often a resample drew them.
MadeLosses made_losses(const std::vector<std::size_t>& group_of_layer, double noise, std::uint64_t seed) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  std::vector<std::vector<double>> base(3, std::vector<double>(samples * width)), distance;
  for (auto& group : base)
    for (double& value : group) value = random.normal();
  for (const std::size_t group : group_of_layer) {
    std::vector<double> points = base[group], matrix;
    for (double& value : points) value += noise * random.normal();
    for (std::size_t i = 0; i < samples; ++i)
      for (std::size_t j = 0; j < samples; ++j) {
        double square = 0;
        for (std::size_t c = 0; c < width; ++c)
          square += std::pow(points[i * width + c] - points[j * width + c], 2);
        matrix.push_back(std::sqrt(square));
      }
    distance.push_back(matrix);
  }
  std::vector<std::vector<double>> weight(resamples + 1, std::vector<double>(samples, 0));
  weight[0].assign(samples, 1);
  for (std::size_t b = 1; b <= resamples; ++b)
    for (std::size_t draw = 0; draw < samples; ++draw) ++weight[b][random.below(samples)];
  MadeLosses made;
  for (std::size_t first = 0; first < layers; ++first)
    for (std::size_t second = first + 1; second < layers; ++second)
      for (std::size_t b = 0; b <= resamples; ++b) {
        double sum = 0;
        for (std::size_t i = 0; i < samples; ++i)
          for (std::size_t j = 0; j < samples; ++j)
            sum += weight[b][i] * weight[b][j] *
                   std::pow(distance[first][i * samples + j] - distance[second][i * samples + j], 2);
        (b == 0 ? made.loss : made.resampled).push_back(sum / (samples * samples));
      }
  return made;
}

data::Segmentation bootstrap(const MadeLosses& made) {
  return grouping::bootstrap_segmentation(made.loss, {made.resampled.data(), made.loss.size(), resamples},
                                          layers, {});
}

}  // namespace

TEST_CASE("planted groups are found with high confidence", "[serial]") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto result = bootstrap(made_losses({0, 0, 0, 1, 1, 1, 2, 2, 2}, 0.3, seed));
    REQUIRE(result.border == Borders{3, 6});
    REQUIRE(result.resamples == resamples);
    REQUIRE(result.confidence.size() == 2);
    for (const double confidence : result.confidence) REQUIRE(confidence > 0.95);
    REQUIRE(result.border_frequency.size() == layers);
    REQUIRE(result.border_frequency[0] == 0);
    for (const std::size_t layer : {1, 2, 4, 5, 7, 8}) REQUIRE(result.border_frequency[layer] < 0.05);
  }
}

TEST_CASE("where there is one group none is found", "[serial]") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto result = bootstrap(made_losses(std::vector<std::size_t>(layers, 0), 0.3, seed));
    REQUIRE(result.border.empty());
    REQUIRE(result.confidence.empty());
    for (const double frequency : result.border_frequency) REQUIRE(frequency < 0.05);
  }
}

TEST_CASE("resamples that are not finite are left out, and none at all give no confidence", "[serial]") {
  auto made = made_losses({0, 0, 0, 0, 1, 1, 1, 1, 1}, 0.2, 3);
  made.resampled[7] = std::numeric_limits<double>::quiet_NaN();
  const auto result = bootstrap(made);
  REQUIRE(result.border == Borders{4});
  REQUIRE(result.resamples == resamples - 1);
  REQUIRE(result.confidence == std::vector<double>{result.border_frequency[4]});

  const auto without =
      grouping::bootstrap_segmentation(made.loss, {nullptr, made.loss.size(), 0}, layers, {});
  REQUIRE(without.border == Borders{4});
  REQUIRE(without.resamples == 0);
  REQUIRE(without.confidence == std::vector<double>{0});
  REQUIRE(without.border_frequency == std::vector<double>(layers, 0));
  REQUIRE_THROWS_AS(grouping::bootstrap_segmentation(made.loss, {made.resampled.data(), 3, 2}, layers, {}),
                    core::InternalError);
}
