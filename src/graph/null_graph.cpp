#include "netseam/graph/null_graph.hpp"

#include "null_shuffles.hpp"

#include "netseam/core/random_stream.hpp"

namespace netseam::graph {

void shuffle_block(NullModel model, core::MatrixView<float> weights, const NullKey& key) {
  if (weights.rows() == 0 || weights.columns() == 0) return;
  core::RandomStream random(key.seed, (std::uint64_t{key.replicate} << 32U) | key.block,
                            core::Purpose::shuffled_weights);
  switch (model) {
    case NullModel::layer:
      return permute_all(weights, random);
    case NullModel::layer_nonzero:
      return permute_nonzero(weights, random);
    case NullModel::layer_nonzero_distribution:
      return redraw_nonzero(weights, random);
    case NullModel::layer_all_distribution:
      permute_all(weights, random);
      return redraw_nonzero(weights, random);
    case NullModel::strength_strata:
      return permute_within_strata(weights, random);
    case NullModel::edge_swaps:
      return swap_connections(weights, random);
    case NullModel::strengths:
      return move_weight_around(weights, random);
  }
}

}  // namespace netseam::graph
