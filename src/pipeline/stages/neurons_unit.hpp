#pragma once
// The stage `neurons` of one checkpoint.
#include "netseam/core/stop_flag.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstddef>
#include <cstdio>
#include <optional>

namespace netseam::pipeline {

/// A unit among those of the study, counted from 1.
struct NeuronsUnitPlace {
  const WorkUnit& unit;
  std::size_t number = 1, count = 1;
};

/// False = stopped early. `session` is opened by the first unit that needs it. See run_neurons.
[[nodiscard]] bool run_neurons_unit(const parallel::Communicator& communicator, const Config& config,
                                    const NeuronsUnitPlace& place,
                                    std::optional<linalg::SlepcSession>& session, const core::StopFlag& stop,
                                    std::FILE* screen);

}  // namespace netseam::pipeline
