#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/collective_file.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace netseam::artifact {

/// This rank's part of the pairs that a group of datasets is about.
struct PairBlock {
  std::string at;         // the group, such as "measures/gw"
  std::size_t pairs = 0;  // of all ranks
  std::size_t first = 0;  // number of pair[0]
  std::span<const data::PairDistance> pair;
  std::string order;  // of the pairs, for the descriptions: "(0,1), (0,2), ..."
};

/// The pairs of two layers of `layers`.
[[nodiscard]] PairBlock block_of_pairs(const data::LayerDistances& layers);

/// The datasets of a layers file that have one row, or a varying number of entries, for each pair; every rank
/// writes those of its own pairs. All are collective and throw as save_layer_distances.

/// AT/permutation, if some pair has one.
void write_permutations(const parallel::Communicator& communicator, store::CollectiveFile& file,
                        const PairBlock& block);
/// AT/coupling/..., if some pair has one.
void write_couplings(const parallel::Communicator& communicator, store::CollectiveFile& file,
                     const PairBlock& block);
/// AT/resampled.
void write_resampled(const parallel::Communicator& communicator, store::CollectiveFile& file,
                     const PairBlock& block);

}  // namespace netseam::artifact
