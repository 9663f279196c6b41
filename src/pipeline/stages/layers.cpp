#include "layers_unit.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/layers_stage.hpp"

namespace netseam::pipeline {

core::ExitCode run_layers(const parallel::Communicator& communicator, const Config& config,
                          const core::StopFlag& stop, std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] { return plan_units(config, "layers"); });
  const auto compared = parallel::agree(communicator, [&] { return plan_comparisons(config, units); });
  for (std::size_t k = 0; k < units.size(); ++k) {
    const UnitPlace place{units[k], k == 0 ? nullptr : &units[k - 1], compared[k], k + 1, units.size()};
    if (!run_layers_unit(communicator, config, place, stop, screen)) return core::ExitCode::stopped_early;
  }
  return core::ExitCode::done;
}

}  // namespace netseam::pipeline
