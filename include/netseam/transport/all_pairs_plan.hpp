#pragma once
#include "netseam/data/activations.hpp"
#include "netseam/parallel/work_range.hpp"
#include "netseam/transport/pair_order.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Which layers the shared memory of a node holds: those of its own share of the pairs (least memory), or all
/// of them, so that any node can take over pairs of any other (best balance).
enum class LayerPlacement { where_needed, everywhere };

/// What there is to do, and on how many ranks.
struct PlanInput {
  std::vector<data::LayerShape> layers;
  std::vector<char> finished;              // by pair_index: true = result is known; empty = none is
  std::vector<double> known_scale;         // by layer: 0 = not known; empty = none is
  std::vector<std::size_t> ranks_of_node;  // each > 0
  LayerPlacement placement = LayerPlacement::everywhere;
};

/// Who reads, builds, holds and solves what. A pure function of its input, so that all ranks agree without a
/// message.
struct AllPairsPlan {
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
  std::vector<LayerPair> pairs;                         // those not finished, in the order of work
  std::vector<std::vector<parallel::WorkRange>> share;  // [node]; of `pairs`
  std::vector<std::vector<char>> held;   // [node][layer]: the node's shared memory has the layer
  std::vector<std::size_t> owner_node;   // [layer]; its owner builds it; nobody = not needed
  std::vector<std::size_t> owner_rank;   // [layer]; rank inside owner_node
  std::vector<std::size_t> build_order;  // layers to build; every rank builds its own in this order
};

/// Pairs are cut into shares of equal cost for the ranks of each node: of the pairs of far layers first, then
/// of those of near ones. Nodes take
/// turns in taking over layers, each in the order in which its own pairs need them, so that work can begin
/// while layers are still being built. Cost: O(L^2) time, 8 bytes for each pair.
[[nodiscard]] AllPairsPlan plan_all_pairs(const PlanInput& input);

/// What building the metric space of a layer costs, in the unit of pair_cost.
[[nodiscard]] double build_cost(const data::LayerShape& layer);

}  // namespace netseam::transport
