#pragma once
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>

namespace netseam::test {

/// Layer distances with a different number in every place. Pairs have permutations; `mixed` gives layer 0 one
/// point more than the others, so that its pairs have couplings.
[[nodiscard]] data::LayerDistances sample_layers(std::size_t layers, bool mixed = false);
/// Adds two further measures (one with a pair that it does not apply to), profiles and clusterings.
void add_sample_measures(data::LayerDistances& layers);
[[nodiscard]] artifact::LayersConvention sample_convention();
[[nodiscard]] store::Provenance sample_provenance();

/// The part of `whole` that this rank holds: uneven, with ranks that have none where pairs are few.
[[nodiscard]] data::LayerDistances part_of_rank(const data::LayerDistances& whole,
                                                const parallel::Communicator& communicator);

/// Whether all that a file stores is equal, bit for bit.
[[nodiscard]] bool equal(const data::LayerDistances& a, const data::LayerDistances& b);

}  // namespace netseam::test
