#include "../unit_start.hpp"
#include "neurons_unit.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/neurons_stage.hpp"

#include <fmt/format.h>

namespace netseam::pipeline {
namespace {

void check_options(const Config& config) {
  const NeuronsConfig& neurons = config.neurons;
  if (neurons.clusters == 0 && neurons.fewest > neurons.most)
    throw core::ConfigError(fmt::format("neurons.fewest: found {}, expected at most neurons.most, {}",
                                        neurons.fewest, neurons.most));
  if (neurons.threshold > 1)
    throw core::ConfigError(
        fmt::format("neurons.threshold: found {}, expected a number from 0 to 1", neurons.threshold));
}

}  // namespace

core::ExitCode run_neurons(const parallel::Communicator& communicator, const Config& config,
                           const core::StopFlag& stop, std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] {
    check_options(config);
    return plan_units(config, "neurons");
  });
  std::optional<linalg::SlepcSession> session;
  const auto work = [&](std::size_t k) {
    return run_neurons_unit(communicator, config, {units[k], k + 1, units.size()}, session, stop, screen);
  };
  return conclude(do_units(communicator, units, screen, work), "checkpoint");
}

}  // namespace netseam::pipeline
