#include "netseam/transport/pair_order.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::transport {
namespace {

/// Bits of row and column in turn.
std::uint64_t morton(std::uint32_t row, std::uint32_t column) {
  std::uint64_t code = 0;
  for (unsigned bit = 0; bit < 32; ++bit) {
    code |=
        (std::uint64_t{row >> bit & 1U} << (2 * bit + 1)) | (std::uint64_t{column >> bit & 1U} << (2 * bit));
  }
  return code;
}

}  // namespace

std::vector<LayerPair> tiled_pairs(std::size_t layers, std::size_t tile) {
  const std::size_t tiles = (layers + tile - 1) / tile;
  struct Tile {
    std::uint64_t code;
    std::size_t row, column;
  };
  std::vector<Tile> order;
  for (std::size_t row = 0; row < tiles; ++row) {
    for (std::size_t column = row; column < tiles; ++column) {
      order.push_back(
          {morton(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column)), row, column});
    }
  }
  std::sort(order.begin(), order.end(), [](const Tile& a, const Tile& b) { return a.code < b.code; });
  std::vector<LayerPair> pairs;
  for (const auto& [code, row, column] : order) {
    for (std::size_t i = row * tile; i < std::min(layers, (row + 1) * tile); ++i) {
      for (std::size_t j = std::max(i + 1, column * tile); j < std::min(layers, (column + 1) * tile); ++j) {
        pairs.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)});
      }
    }
  }
  return pairs;
}

double pair_cost(std::size_t first_points, std::size_t second_points, double depth_gap) {
  const auto n = static_cast<double>(first_points), m = static_cast<double>(second_points);
  // a dense product; passes over the matrices weigh as much as it at n = 200
  return n * m * (0.5 * (n + m) + 200) * (1 + 2 * depth_gap);
}

std::size_t put_near_pairs_last(std::span<LayerPair> pairs, std::size_t layers) {
  const auto near = std::stable_partition(pairs.begin(), pairs.end(), [layers](const LayerPair& pair) {
    return std::size_t{8} * (pair.second - pair.first) > layers;
  });
  return static_cast<std::size_t>(near - pairs.begin());
}

std::vector<parallel::WorkRange> proportional_shares(std::span<const double> cost,
                                                     std::span<const std::size_t> weight) {
  const double whole = std::accumulate(cost.begin(), cost.end(), 0.0);
  const auto all_weight = static_cast<double>(std::accumulate(weight.begin(), weight.end(), std::size_t{0}));
  std::vector<parallel::WorkRange> shares;
  std::size_t begin = 0, weight_so_far = 0;
  double sum = 0;
  for (std::size_t k = 0; k < weight.size(); ++k) {
    weight_so_far += weight[k];
    const double target = whole * static_cast<double>(weight_so_far) / all_weight;
    std::size_t end = begin;
    while (end < cost.size() && (k + 1 == weight.size() || sum + 0.5 * cost[end] < target))
      sum += cost[end++];
    shares.push_back({begin, end});
    begin = end;
  }
  return shares;
}

std::vector<char> layers_needed(std::span<const LayerPair> pairs, parallel::WorkRange range,
                                std::size_t layers) {
  std::vector<char> needed(layers, 0);
  for (const auto& pair : pairs.subspan(range.begin, range.size()))
    needed[pair.first] = needed[pair.second] = 1;
  return needed;
}

}  // namespace netseam::transport
