#include "netseam/core/random_stream.hpp"
#include "netseam/graph/null_graph.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;
using graph::NullModel;

namespace {

struct Block {
  std::size_t rows, columns;
  std::vector<float> weights;

  core::MatrixView<float> view() { return {weights.data(), rows, columns}; }
  [[nodiscard]] std::vector<float> row(std::size_t i) const {
    return {weights.begin() + static_cast<std::ptrdiff_t>(i * columns),
            weights.begin() + static_cast<std::ptrdiff_t>((i + 1) * columns)};
  }
  [[nodiscard]] Block turned() const {
    Block result{columns, rows, std::vector<float>(weights.size())};
    for (std::size_t k = 0; k < weights.size(); ++k)
      result.weights[k % columns * rows + k / columns] = weights[k];
    return result;
  }
};

Block made_block(std::size_t rows, std::size_t columns, double zeros) {
  core::RandomStream random(5, rows, core::Purpose::test);
  Block block{rows, columns, std::vector<float>(rows * columns)};
  for (float& w : block.weights) w = random.uniform() < zeros ? 0.0F : static_cast<float>(random.normal());
  return block;
}

Block shuffled(NullModel model, Block block, const graph::NullKey& key = {1, 2, 3}) {
  graph::shuffle_block(model, block.view(), key);
  return block;
}

std::vector<float> sorted(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<bool> mask(const std::vector<float>& values) {
  std::vector<bool> result;
  for (const float value : values) result.push_back(value != 0);
  return result;
}

std::ptrdiff_t zeros_of(const std::vector<float>& values) {
  return std::count(values.begin(), values.end(), 0.0F);
}

double strength(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += std::abs(static_cast<double>(value));
  return sum;
}

/// Largest distance of a value that is not 0 from the nearest of others.
double farthest(const std::vector<float>& values, const std::vector<float>& others) {
  double largest = 0;
  for (const float value : values) {
    if (value == 0) continue;
    double nearest = 1e30;
    for (const float other : others)
      if (other != 0)
        nearest = std::min(nearest, std::abs(static_cast<double>(value) - static_cast<double>(other)));
    largest = std::max(largest, nearest);
  }
  return largest;
}

}  // namespace

TEST_CASE("null models keep exactly what they promise", "[serial]") {
  const double zeros = GENERATE(0.0, 0.4);
  const Block block = made_block(23, 17, zeros);
  SECTION("layer: the weights") {
    const Block null = shuffled(NullModel::layer, block);
    CHECK(sorted(null.weights) == sorted(block.weights));
    CHECK(null.weights != block.weights);
    if (zeros > 0) CHECK(mask(null.weights) != mask(block.weights));
  }
  SECTION("layer-nonzero: the weights and the places of zeros") {
    const Block null = shuffled(NullModel::layer_nonzero, block);
    CHECK(sorted(null.weights) == sorted(block.weights));
    CHECK(mask(null.weights) == mask(block.weights));
    CHECK(null.weights != block.weights);
  }
  SECTION("layer-nonzero-distribution: the places of zeros; weights from the kernel density") {
    const Block null = shuffled(NullModel::layer_nonzero_distribution, block);
    CHECK(mask(null.weights) == mask(block.weights));
    CHECK(sorted(null.weights) != sorted(block.weights));
    CHECK(farthest(null.weights, block.weights) < 0.06);  // six bandwidths: some 1e-6 for 391 draws
  }
  SECTION("layer-all-distribution: the number of zeros; weights from the kernel density") {
    const Block null = shuffled(NullModel::layer_all_distribution, block);
    CHECK(zeros_of(null.weights) == zeros_of(block.weights));
    if (zeros > 0) CHECK(mask(null.weights) != mask(block.weights));
    CHECK(farthest(null.weights, block.weights) < 0.06);
  }
  SECTION("strength-strata: the weights and the places of zeros") {
    const Block null = shuffled(NullModel::strength_strata, block);
    CHECK(sorted(null.weights) == sorted(block.weights));
    CHECK(mask(null.weights) == mask(block.weights));
    CHECK(null.weights != block.weights);
  }
  SECTION("edge-swaps: the weights of rows, the number of connections of columns") {
    const Block null = shuffled(NullModel::edge_swaps, block), turned = null.turned();
    for (std::size_t i = 0; i < block.rows; ++i) CHECK(sorted(null.row(i)) == sorted(block.row(i)));
    for (std::size_t j = 0; j < block.columns; ++j)
      CHECK(zeros_of(turned.row(j)) == zeros_of(block.turned().row(j)));
    CHECK((null.weights != block.weights) == (zeros > 0));
  }
  SECTION("strengths: those of all units, and the places of zeros") {
    const Block null = shuffled(NullModel::strengths, block);
    CHECK(mask(null.weights) == mask(block.weights));
    CHECK(sorted(null.weights) != sorted(block.weights));
    CHECK(*std::min_element(null.weights.begin(), null.weights.end()) >= 0);
    for (std::size_t i = 0; i < block.rows; ++i)  // each weight is rounded to float32 once
      CHECK(std::abs(strength(null.row(i)) - strength(block.row(i))) <= 0x1p-24 * strength(block.row(i)));
    const Block turned = null.turned(), before = block.turned();
    for (std::size_t j = 0; j < block.columns; ++j)
      CHECK(std::abs(strength(turned.row(j)) - strength(before.row(j))) <= 0x1p-24 * strength(before.row(j)));
  }
}

TEST_CASE("permutations within strata leave weights where units are as strong", "[serial]") {
  // strengths of rows far apart: the strata are rows, and each keeps its weights
  Block block{10, 12, {}};
  core::RandomStream random(8, 0, core::Purpose::test);
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t j = 0; j < 12; ++j)
      block.weights.push_back(
          static_cast<float>(std::pow(10.0, static_cast<double>(i)) * (1 + random.uniform())));
  const Block null = shuffled(NullModel::strength_strata, block);
  for (std::size_t i = 0; i < 10; ++i) CHECK(sorted(null.row(i)) == sorted(block.row(i)));
  CHECK(null.weights != block.weights);
}

TEST_CASE("moving weight around forgets planted modules", "[serial]") {
  Block block{64, 64, std::vector<float>(64 * 64)};
  for (std::size_t k = 0; k < block.weights.size(); ++k)
    block.weights[k] = (k / 64 < 32) == (k % 64 < 32) ? 10.0F : 1.0F;
  const Block null = shuffled(NullModel::strengths, block);
  double inside = 0, outside = 0;
  for (std::size_t k = 0; k < block.weights.size(); ++k)
    ((k / 64 < 32) == (k % 64 < 32) ? inside : outside) += static_cast<double>(null.weights[k]);
  // weights that are uniform under these margins are nearly exponential: both halves have the same mean, to
  // 1 / sqrt(2048) each; six standard deviations of the ratio
  CHECK(std::abs(inside / outside - 1) < 6 * std::sqrt(2.0 / 2048));
}

TEST_CASE("null blocks depend on seed, replicate and block alone", "[serial]") {
  const Block block = made_block(9, 8, 0.3);
  for (const auto& [model, name] : graph::null_models) {
    INFO(name);
    const auto base = shuffled(model, block, {4, 5, 6}).weights;
    CHECK(shuffled(model, block, {4, 5, 6}).weights == base);
    CHECK(shuffled(model, block, {3, 5, 6}).weights != base);
    CHECK(shuffled(model, block, {4, 6, 6}).weights != base);
    CHECK(shuffled(model, block, {4, 5, 7}).weights != base);
    CHECK(shuffled(model, block, {4, 6, 5}).weights != base);
  }
}

TEST_CASE("blocks that leave nothing to shuffle stay as they are", "[serial]") {
  for (const auto& [model, name] : graph::null_models) {
    INFO(name);
    CHECK(shuffled(model, {0, 4, {}}).weights.empty());
    CHECK(shuffled(model, {3, 2, std::vector<float>(6, 0.0F)}).weights == std::vector<float>(6, 0.0F));
    const auto one = shuffled(model, {1, 1, {2.0F}}).weights;
    CHECK(std::abs(one[0] - 2) < 0.06F);
  }
}
