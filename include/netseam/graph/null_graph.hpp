#pragma once
#include "netseam/core/matrix_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace netseam::graph {

/// Random blocks of weights that keep something of a given one. The first four are the published ones, on
/// weights as they are, with their signs; the others keep more of what a network has without having modules.
enum class NullModel {
  /// Permutes all weights. Keeps: the weights.
  layer,
  /// Permutes the weights that are not 0. Keeps: the weights, the places of zeros.
  layer_nonzero,
  /// Draws new weights at the places that are not 0: a Gaussian kernel density, bandwidth 0.01, of the
  /// weights
  /// there. Keeps: the places of zeros; the weights in distribution.
  layer_nonzero_distribution,
  /// Permutes all weights, then draws as above. Keeps: the number of zeros; the weights in distribution.
  layer_all_distribution,
  /// Permutes the weights that are not 0 within strata: places in the order of the product of the strengths
  /// of
  /// their two units, cut into 10 equal parts. Keeps: the weights, of each stratum too, and the places of
  /// zeros; the strength of units roughly.
  strength_strata,
  /// Two connections exchange their sources where no connection is in the way, 10 tries for each connection.
  /// Keeps: the weights of each row (target unit), the number of connections of each column. A block without
  /// zeros stays as it is. Source: Maslov, Sneppen, Science 296 (2002), doi:10.1126/science.1065103.
  edge_swaps,
  /// Moves weight around rectangles of connections, 50 sweeps over all of them: w(a,c) and w(b,d) gain what
  /// w(a,d) and w(b,c) lose, drawn uniformly from what leaves all four above 0. Of absolute values. Keeps:
  /// the
  /// strength of every row and column (to rounding of float32), the places of zeros; not the weights, whose
  /// distribution tends to the uniform one over all blocks with these strengths and zeros (if rectangles
  /// connect them: with many zeros they may not). Source: Diaconis, Gangolli, Rectangular arrays with fixed
  /// margins, 1995, doi:10.1007/978-1-4612-0801-3_3.
  strengths
};

struct NullModelName {
  NullModel model;
  std::string_view name;
};
inline constexpr std::array<NullModelName, 7> null_models = {
    {{NullModel::layer, "layer"},
     {NullModel::layer_nonzero, "layer-nonzero"},
     {NullModel::layer_nonzero_distribution, "layer-nonzero-distribution"},
     {NullModel::layer_all_distribution, "layer-all-distribution"},
     {NullModel::strength_strata, "strength-strata"},
     {NullModel::edge_swaps, "edge-swaps"},
     {NullModel::strengths, "strengths"}}};

/// What random numbers depend on, and all they depend on.
struct NullKey {
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0, block = 0;
};

/// Replaces a block of weights (targets x sources) by a random one. The whole block on one rank: what a rank
/// can hold limits the size; besides the block 8 bytes for each weight (strengths), 12 for each that is not 0
/// (strata, swaps). Not collective: a graph is that of shuffled blocks, given as rows to make_weight_graph on
/// a communicator of its own. Weights are finite. Time: a few passes; strengths 50, swaps 10 random accesses
/// for each connection. Source: Hod et al. 2021, arXiv:2110.08058, and its released code (first four).
void shuffle_block(NullModel model, core::MatrixView<float> weights, const NullKey& key);

}  // namespace netseam::graph
