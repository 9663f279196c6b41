#include "product_choice.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <vector>

namespace netseam::pipeline {
namespace {

using linalg::ProductLibrary;

std::string key_for(const UnitIdentity& identity, ProductLibrary library) {
  return fmt::format("{}run.product = {}\n", identity.text(),
                     library == ProductLibrary::onednn ? "onednn" : "openblas");
}

/// The library that began the unit, if it was begun.
std::optional<ProductLibrary> library_of_shards(const parallel::Communicator& communicator,
                                                const Config& config, const WorkUnit& unit,
                                                const UnitIdentity& identity) {
  std::vector<ProductLibrary> candidates{ProductLibrary::onednn, ProductLibrary::openblas};
  if (config.run.product != ProductLibrary::automatic) candidates = {config.run.product};
  std::string difference;
  ShardsFound found = ShardsFound::nothing;
  for (const auto candidate : candidates) {
    found = find_shards(communicator, unit.shards, key_for(identity, candidate), difference);
    if (found == ShardsFound::usable) return candidate;
    if (found == ShardsFound::nothing) return std::nullopt;
  }
  throw core::ConfigError(
      fmt::format("{}: unfinished work of another config or other inputs: {}; --force discards it",
                  unit.shards.string(), difference));
}

}  // namespace

BackendChoice choose_backend(const parallel::Communicator& communicator, const Config& config,
                             const WorkUnit& unit, const UnitIdentity& identity) {
  ProductLibrary library =
      library_of_shards(communicator, config, unit, identity).value_or(config.run.product);
  BackendChoice choice;
  const bool measured = library == ProductLibrary::automatic;  // by one rank, whose choice holds for all
  parallel::agree(communicator, [&] {
    if (measured && !communicator.is_root()) return;
    choice.backend = linalg::make_cpu_backend(library);
    library = choice.backend->product_library();
    choice.description = choice.backend->description();
  });
  library = static_cast<ProductLibrary>(
      parallel::broadcast(communicator, std::vector{static_cast<int>(library)}).at(0));
  choice.description = parallel::broadcast(communicator, choice.description);
  parallel::agree(communicator, [&] {
    if (!choice.backend) choice.backend = linalg::make_cpu_backend(library);
  });
  choice.shard_key = key_for(identity, library);
  return choice;
}

BackendChoice choose_training_backend(const parallel::Communicator& communicator, const Config& config,
                                      const WorkUnit& unit, const UnitIdentity& identity) {
  Config fixed = config;
  if (fixed.run.product == ProductLibrary::automatic)
    fixed.run.product =
        library_of_shards(communicator, config, unit, identity).value_or(ProductLibrary::onednn);
  return choose_backend(communicator, fixed, unit, identity);
}

}  // namespace netseam::pipeline
