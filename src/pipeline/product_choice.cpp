#include "product_choice.hpp"

#include "netseam_build_version.hpp"
#include "unit_start.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <set>
#include <span>
#include <vector>

namespace netseam::pipeline {
namespace {

using linalg::ProductLibrary;

std::string key_for(const UnitIdentity& identity, const std::string& library, const std::string& processor) {
  return fmt::format("{}netseam_version = {}\nrun.product = {}\nprocessor = {}\n", identity.text(),
                     build_version, library, processor);
}

/// The rest of the line of `key` that begins with `name`; nothing where there is none.
std::string line_of(const std::string& key, const std::string& name) {
  const auto found = key.rfind("\n" + name);
  if (found == std::string::npos) return {};
  const auto first = found + 1 + name.size();
  return key.substr(first, key.find('\n', first) - first);
}

/// What the ranks' processors are, each kind once. Collective.
std::string processors(const parallel::Communicator& communicator, ProductLibrary library) {
  const std::string own = parallel::agree(communicator, [&] { return linalg::processor_kind(library); });
  std::set<std::string> kinds;
  for (const auto& bytes : parallel::all_gather_bytes(communicator, std::as_bytes(std::span(own))))
    kinds.emplace(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return fmt::format("{}", fmt::join(kinds, " | "));
}

/// What began a unit, if it was begun.
struct Begun {
  ProductLibrary library = ProductLibrary::automatic;
  std::string key;  // empty: not begun
};

/// Collective.
Begun find_begun(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                 const UnitIdentity& identity) {
  const auto asked = config.run.product;
  const std::string wanted =
      key_for(identity, linalg::library_name(asked),
              processors(communicator, asked == ProductLibrary::automatic ? ProductLibrary::onednn : asked));
  std::string other;
  switch (find_shards(communicator, unit.shards, wanted, other)) {
    case ShardsFound::nothing:
      return {};
    case ShardsFound::usable:
      other = wanted;
      break;
    case ShardsFound::other_key:
      break;
  }
  const std::string library = line_of(other, "run.product = ");
  const bool same_work = other == key_for(identity, library, line_of(other, "processor = "));
  const Begun begun{linalg::library_of_name(library), other};
  if (same_work && (asked == ProductLibrary::automatic || asked == begun.library)) {
    mark_inputs_at_fault(communicator, unit, false);
    return begun;
  }
  if (were_inputs_at_fault(communicator, unit)) {
    discard_shards(communicator, unit.shards);
    return {};
  }
  throw UnitRefused(fmt::format(
      "{}: unfinished work of another config, other inputs or another version: {}; --force discards it",
      unit.shards.string(), describe_difference(other, wanted)));
}

/// A backend of one library on all ranks, and what shards must be of. Collective.
BackendChoice make_choice(const parallel::Communicator& communicator, const UnitIdentity& identity,
                          ProductLibrary library) {
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
  choice.library = linalg::library_name(library);
  choice.processor = processors(communicator, library);
  if (choice.processor.find(" | ") != std::string::npos)
    choice.description +=
        fmt::format("; ranks on unlike processors, which round differently: {}", choice.processor);
  choice.shard_key = {key_for(identity, choice.library, choice.processor), identity.watch};
  return choice;
}

/// Pieces of two kinds of processors are put together only where `mixed`, and that is said.
BackendChoice choose(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                     const UnitIdentity& identity, ProductLibrary otherwise, bool mixed) {
  const Begun begun = find_begun(communicator, config, unit, identity);
  auto choice = make_choice(communicator, identity, begun.key.empty() ? otherwise : begun.library);
  if (begun.key.empty() || begun.key == choice.shard_key.text) return choice;
  const std::string then = line_of(begun.key, "processor = ");
  if (!mixed)
    throw UnitRefused(
        fmt::format("{}: unfinished trainings on another kind of processor, which rounds differently: was "
                    "{}, is {}; go on "
                    "there, or discard them by --force",
                    unit.shards.string(), then, choice.processor));
  choice.description += fmt::format("; finished pieces are kept, which were computed on {}", then);
  choice.processor = fmt::format("{}; finished pieces: {}", choice.processor, then);
  choice.shard_key.text = begun.key;
  return choice;
}

}  // namespace

BackendChoice choose_backend(const parallel::Communicator& communicator, const Config& config,
                             const WorkUnit& unit, const UnitIdentity& identity) {
  return choose(communicator, config, unit, identity, config.run.product, true);
}

BackendChoice choose_training_backend(const parallel::Communicator& communicator, const Config& config,
                                      const WorkUnit& unit, const UnitIdentity& identity) {
  const bool free = config.run.product == ProductLibrary::automatic;
  return choose(communicator, config, unit, identity, free ? ProductLibrary::onednn : config.run.product,
                false);
}

}  // namespace netseam::pipeline
