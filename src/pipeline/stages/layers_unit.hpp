#pragma once
// One unit of the stage `layers`: load, call, save.
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// Where a unit of the stage stands in its study.
struct UnitPlace {
  const WorkUnit& unit;
  const WorkUnit* previous;          // the checkpoint before it, or null
  bool previous_failed;              // in this run, so that it has no result to begin with
  const ComparedNetworks& compared;  // the networks that it is compared with
  std::size_t number, count;         // from 1
};

/// Does what is left of one unit. False = stopped early, finished pairs are saved. Collective.
[[nodiscard]] bool run_layers_unit(const parallel::Communicator& communicator, const Config& config,
                                   const UnitPlace& place, const core::StopFlag& stop, std::FILE* screen);

}  // namespace netseam::pipeline
