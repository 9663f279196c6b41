#pragma once
// The couplings of the checkpoint before, as starts.
#include "layers_input.hpp"

#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace netseam::pipeline {

/// The result of the previous checkpoint if the options ask for it and it has the same layers and samples;
/// nothing, with a line in the log, otherwise, and in a dry run where it is still to be made. Collective.
/// Errors of artifact::load_layer_distances.
[[nodiscard]] std::optional<data::LayerDistances> load_previous(const parallel::Communicator& communicator,
                                                                const Config& config,
                                                                const WorkUnit* previous,
                                                                const LayersInput& input, parallel::Log& log);

/// A fingerprint of what load_previous uses of a result: layers, samples and couplings, not when it was made.
/// Rank-local; reads the whole file. Errors of artifact::load_layer_distances.
[[nodiscard]] std::string couplings_fingerprint(const std::filesystem::path& product);

}  // namespace netseam::pipeline
