#pragma once
#include "netseam/parallel/work_range.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Two layers, first < second.
struct LayerPair {
  std::uint32_t first = 0, second = 0;
  friend bool operator==(const LayerPair&, const LayerPair&) = default;
};

/// Layers in a row or column of a tile of pairs, unless told otherwise.
inline constexpr std::size_t default_tile = 8;

/// All L(L-1)/2 pairs in the order in which they are worked on: square tiles along a Z-shaped curve, so that
/// neighbours in the order share layers; inside a tile the first layer stays the same over successive pairs.
/// Source of the curve: G. M. Morton, A computer oriented geodetic data base, IBM, 1966.
[[nodiscard]] std::vector<LayerPair> tiled_pairs(std::size_t layers, std::size_t tile = default_tile);

/// What a pair costs, relative to other pairs: by the points of its layers and by `depth_gap`, the distance
/// of the layers in the network as a share of its depth (0 to 1), for layers far apart take more steps:
/// measured 3 times as long end to end as neighbours.
[[nodiscard]] double pair_cost(std::size_t first_points, std::size_t second_points, double depth_gap);

/// Reorders pairs: those of near layers last, all else as it was. They cost least, so that ranks that finish
/// with them finish together. Returns how many are not near.
std::size_t put_near_pairs_last(std::span<LayerPair> pairs, std::size_t layers);

/// Cuts 0 .. cost.size() into one range for each weight, contiguous and in order, whose sums of cost are as
/// the weights. Costs are positive, weights positive.
[[nodiscard]] std::vector<parallel::WorkRange> proportional_shares(std::span<const double> cost,
                                                                   std::span<const std::size_t> weight);

/// By layer: whether a pair of the range has it.
[[nodiscard]] std::vector<char> layers_needed(std::span<const LayerPair> pairs, parallel::WorkRange range,
                                              std::size_t layers);

}  // namespace netseam::transport
