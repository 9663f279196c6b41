#include "unit_start.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace netseam::pipeline {

UnitIdentity agree_on_identity(const parallel::Communicator& communicator,
                               const std::function<UnitIdentity()>& identify) {
  auto identity =
      parallel::agree(communicator, [&] { return communicator.is_root() ? identify() : UnitIdentity{}; });
  return {parallel::broadcast(communicator, identity.options),
          parallel::broadcast(communicator, identity.inputs)};
}

bool is_done(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
             const UnitIdentity& identity) {
  const bool done = parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return false;
    const UnitCheck check = check_unit(unit, identity);
    if (check.state == UnitState::stale && !config.run.force)
      throw core::ConfigError(
          fmt::format("{}: made from another config or other inputs: {}; --force replaces it",
                      unit.product.string(), check.difference));
    return check.state == UnitState::done;
  });
  return parallel::any_of(communicator, done) && !config.run.force;
}

void make_folder(const parallel::Communicator& communicator, const WorkUnit& unit) {
  parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return;
    std::error_code error;
    std::filesystem::create_directories(unit.product.parent_path(), error);
    if (error)
      throw core::ConfigError(fmt::format("{}: the folder for results cannot be made: {}",
                                          unit.product.parent_path().string(), error.message()));
  });
}

}  // namespace netseam::pipeline
