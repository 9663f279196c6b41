#include "../unit_start.hpp"
#include "layers_unit.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/layers_stage.hpp"

#include <utility>

namespace netseam::pipeline {

core::ExitCode run_layers(const parallel::Communicator& communicator, const Config& config,
                          const core::StopFlag& stop, std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] { return plan_units(config, "layers"); });
  const auto compared = parallel::agree(communicator, [&] { return plan_comparisons(config, units); });
  bool previous_failed = false;
  const auto work = [&](std::size_t k) {
    const UnitPlace place{units[k],
                          k == 0 ? nullptr : &units[k - 1],
                          std::exchange(previous_failed, true),  // until it ends well
                          compared[k],
                          k + 1,
                          units.size()};
    const bool complete = run_layers_unit(communicator, config, place, stop, screen);
    previous_failed = false;
    return complete;
  };
  return conclude(do_units(communicator, units, screen, work), "checkpoint");
}

}  // namespace netseam::pipeline
