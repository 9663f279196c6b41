#pragma once
// Properties of single layers, and the samples that stand out in them.
#include "layers_input.hpp"

#include "netseam/data/layer_profile.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <vector>

namespace netseam::pipeline {

struct LayerProfiles {
  std::vector<data::LayerProfile> profile;  // of every property
  std::vector<std::size_t> ordinary_rows;   // the chosen rows but those that stand out, ascending
};

/// Profiles of all layers, which the ranks share out, and the rows that remain when the hundredth of the
/// samples (at least one) is left out whose squared distance to the layer's mean, divided by that layer's
/// mean square and averaged over the layers, is largest; ties go to the earlier rows. The same on every rank,
/// whatever their number. Where a layer has several points for a sample (pixels), all rows remain.
/// Collective. Errors: those of reading a layer, NumericalError of the backend.
[[nodiscard]] LayerProfiles profile_layers(const parallel::Communicator& communicator,
                                           const linalg::DenseBackend& backend, const LayersInput& input);

}  // namespace netseam::pipeline
