#pragma once
// The couplings of the checkpoint before, as starts.
#include "layers_input.hpp"

#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <optional>

namespace netseam::pipeline {

/// The result of the previous checkpoint if the options ask for it, it is there, and it has the same layers
/// and samples; nothing, with a line in the log, otherwise. Collective.
[[nodiscard]] std::optional<data::LayerDistances> load_previous(const parallel::Communicator& communicator,
                                                                const WorkUnit* previous,
                                                                const LayersInput& input, parallel::Log& log);

}  // namespace netseam::pipeline
