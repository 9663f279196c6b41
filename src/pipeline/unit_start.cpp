#include "unit_start.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace netseam::pipeline {

namespace {

/// What is wrong with the library that made the product, where one is asked for.
std::string library_difference(const Config& config, const WorkUnit& unit) {
  if (config.run.product == linalg::ProductLibrary::automatic) return {};
  const auto made = provenance_of(unit).find("product_library");
  const std::string asked = linalg::library_name(config.run.product);
  if (!made || *made == asked) return {};
  return fmt::format("run.product: was '{}', is '{}'", *made, asked);
}

}  // namespace

bool is_done(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
             const UnitIdentity& identity) {
  const bool done = parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return false;
    UnitCheck check = check_unit(unit, identity);
    if (check.state == UnitState::done) {
      check.difference = library_difference(config, unit);
      if (!check.difference.empty()) check.state = UnitState::stale;
    }
    if (check.state == UnitState::stale && !config.run.force)
      throw core::ConfigError(
          fmt::format("{}: made from another config or other inputs: {}; --force replaces it",
                      unit.product.string(), check.difference));
    return check.state == UnitState::done;
  });
  return parallel::any_of(communicator, done) && !config.run.force;
}

std::string made_elsewhere(const parallel::Communicator& communicator, const WorkUnit& unit) {
  return parallel::agree(communicator, [&]() -> std::string {
    if (!communicator.is_root()) return {};
    const auto provenance = provenance_of(unit);
    const auto library = provenance.find("product_library"), processor = provenance.find("processor");
    if (!library || !processor) return {};
    const std::string here = linalg::processor_kind(linalg::library_of_name(*library));
    return here == *processor ? "" : fmt::format(" (made on {}; this machine is {})", *processor, here);
  });
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
