#include "netseam/hierarchy/unit_features.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace netseam::hierarchy {
namespace {

constexpr std::size_t word_bits = 64;

// Layers of units and the edges between them, in the order in which paths go.
struct Layers {
  std::vector<std::size_t> units;
  std::vector<std::vector<data::LayerEdge>> edge;
};

Layers forward_layers(const CondensedNetwork& network) {
  Layers layers{{}, network.edge};
  for (const auto& kept : network.kept) layers.units.push_back(kept.size());
  return layers;
}

Layers backward_layers(const CondensedNetwork& network) {
  Layers layers = forward_layers(network);
  std::ranges::reverse(layers.units);
  std::ranges::reverse(layers.edge);
  for (auto& edges : layers.edge)
    for (data::LayerEdge& edge : edges) std::swap(edge.source, edge.target);
  return layers;
}

// Columns of a layer's features: the last layer's units first, the next layer's last, so that the features of
// the next layer are the beginning of a row.
std::size_t columns_of(const Layers& layers, std::size_t layer) {
  std::size_t columns = 0;
  for (std::size_t l = layer + 1; l < layers.units.size(); ++l) columns += layers.units[l];
  return columns;
}

// Paths of any length: rows of bits, and values if they are asked for.
UnitFeatures reach(const Layers& layers, std::size_t layer, const UnitFeatures* next, bool weighted) {
  UnitFeatures result;
  result.units = layers.units[layer];
  result.columns = columns_of(layers, layer);
  result.words = (result.columns + word_bits - 1) / word_bits;
  result.bit.assign(result.units * result.words, 0);
  if (weighted) result.value.assign(result.units * result.columns, 0);
  if (next == nullptr) return result;
  for (const data::LayerEdge& edge : layers.edge[layer]) {
    const std::size_t column = next->columns + edge.target;
    std::uint64_t* const row = result.bit.data() + edge.source * result.words;
    row[column / word_bits] |= std::uint64_t{1} << (column % word_bits);
    const auto further = next->row(edge.target);
    for (std::size_t w = 0; w < further.size(); ++w) row[w] |= further[w];
    if (!weighted) continue;
    double* const value = result.value.data() + edge.source * result.columns;
    const double weight = std::abs(edge.weight);
    value[column] += weight;
    const auto paths = next->values(edge.target);
    for (std::size_t c = 0; c < paths.size(); ++c) value[c] += weight * paths[c];
  }
  return result;
}

// Takes away what only paths of more than `depth` edges reach: the first columns.
void shorten(UnitFeatures& features, const Layers& layers, std::size_t layer, std::size_t depth) {
  const std::size_t far = columns_of(layers, std::min(layer + depth, layers.units.size() - 1));
  features.possible = features.columns - far;
  for (std::size_t u = 0; u < features.units; ++u) {
    std::uint64_t* const row = features.bit.data() + u * features.words;
    std::fill(row, row + far / word_bits, 0);
    if (far % word_bits != 0) row[far / word_bits] &= ~std::uint64_t{0} << (far % word_bits);
    if (features.value.empty()) continue;
    double* const value = features.value.data() + u * features.columns;
    std::fill(value, value + far, 0);
  }
}

std::vector<UnitFeatures> features_along(const Layers& layers, const FeatureOptions& options) {
  std::vector<UnitFeatures> result(layers.units.size());
  for (std::size_t l = layers.units.size(); l-- > 0;)
    result[l] = reach(layers, l, l + 1 < layers.units.size() ? &result[l + 1] : nullptr, options.weighted);
  const std::size_t depth = options.depth == 0 ? layers.units.size() : options.depth;
  for (std::size_t l = 0; l < layers.units.size(); ++l) shorten(result[l], layers, l, depth);
  return result;
}

template <class T>
std::vector<T> side_by_side(const std::vector<T>& left, std::size_t left_width, const std::vector<T>& right,
                            std::size_t right_width, std::size_t rows) {
  std::vector<T> joined;
  joined.reserve(left.size() + right.size());
  for (std::size_t r = 0; r < rows; ++r) {
    joined.insert(joined.end(), left.begin() + static_cast<std::ptrdiff_t>(r * left_width),
                  left.begin() + static_cast<std::ptrdiff_t>((r + 1) * left_width));
    joined.insert(joined.end(), right.begin() + static_cast<std::ptrdiff_t>(r * right_width),
                  right.begin() + static_cast<std::ptrdiff_t>((r + 1) * right_width));
  }
  return joined;
}

UnitFeatures joined(const UnitFeatures& a, const UnitFeatures& b) {
  UnitFeatures result{a.units, a.possible + b.possible, a.words + b.words, {}, a.columns + b.columns, {}};
  result.bit = side_by_side(a.bit, a.words, b.bit, b.words, a.units);
  if (!a.value.empty() || !b.value.empty())
    result.value = side_by_side(a.value, a.columns, b.value, b.columns, a.units);
  return result;
}

}  // namespace

std::vector<UnitFeatures> unit_features(const CondensedNetwork& network, const FeatureOptions& options) {
  if (options.direction == Direction::outgoing) return features_along(forward_layers(network), options);
  std::vector<UnitFeatures> incoming = features_along(backward_layers(network), options);
  std::ranges::reverse(incoming);
  if (options.direction == Direction::incoming) return incoming;
  std::vector<UnitFeatures> both = features_along(forward_layers(network), options);
  for (std::size_t l = 0; l < both.size(); ++l) both[l] = joined(both[l], incoming[l]);
  return both;
}

std::size_t common_bits(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < first.size(); ++w)
    count += static_cast<std::size_t>(std::popcount(first[w] & second[w]));
  return count;
}

std::size_t bit_count(std::span<const std::uint64_t> row) { return common_bits(row, row); }

}  // namespace netseam::hierarchy
