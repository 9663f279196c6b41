#include "unit_start.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/process_sign.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/store/shard_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <system_error>
#include <utility>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

/// Runs `refusal` on the root; where it says something, all ranks throw that. Errors reach all ranks.
void refuse_together(const parallel::Communicator& communicator,
                     const std::function<std::string()>& refusal) {
  const auto said = parallel::broadcast(communicator, parallel::agree(communicator, [&] {
                                          return communicator.is_root() ? refusal() : std::string();
                                        }));
  if (!said.empty()) throw UnitRefused(said);
}

fs::path lock_of(const fs::path& product) { return fs::path(product).replace_extension(".lock"); }

std::string busy_text(const fs::path& product, const store::LockHolder& holder) {
  return fmt::format("{}: being worked on by {}; wait for it or stop it", product.string(),
                     store::holder_text(holder));
}

/// Whether the shards of a folder, which may be missing, are all of work that begins with this identity.
bool are_of(const fs::path& folder, const UnitIdentity& identity) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".shard") continue;
    const auto scan = store::scan_shard(entry->path(), "");
    if (scan.state != store::ShardState::other_key || !scan.key.starts_with(identity.text())) return false;
  }
  return !error;
}

/// What is wrong with the library that made the product, where one is asked for.
std::string library_difference(const Config& config, const WorkUnit& unit) {
  if (config.run.product == linalg::ProductLibrary::automatic) return {};
  const auto made = provenance_of(unit).find("product_library");
  const std::string asked = linalg::library_name(config.run.product);
  if (!made || *made == asked) return {};
  return fmt::format("run.product: was '{}', is '{}'", *made, asked);
}

/// Where a product was made, in brackets, if results of this machine may differ from it in rounding; else
/// nothing. Collective.
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

/// Removes what a run that died behind the rename left beside a done product, where nobody works on it: its
/// lock, half-written files, and shards of the same identity.
void clear_done(const WorkUnit& unit, const fs::path& product, const UnitIdentity& identity) {
  try {
    std::error_code error;
    if (!fs::exists(unit.shards, error) && !fs::exists(lock_of(product), error)) return;
    store::LockHolder other;
    const auto lock = store::UnitLock::take(lock_of(product), other);
    if (!lock) return;
    store::remove_leftovers(product, store::Leftovers::of_all_runs);
    store::remove_leftovers(lock_of(product), store::Leftovers::of_ended_runs);
    if (product == unit.product && are_of(unit.shards, identity)) fs::remove_all(unit.shards, error);
  } catch (const core::Error&) {  // a folder that may only be read: they stay
  }
}

}  // namespace

namespace {

fs::path fault_mark(const WorkUnit& unit) { return unit.shards / "inputs_at_fault"; }

}  // namespace

void mark_inputs_at_fault(const parallel::Communicator& communicator, const WorkUnit& unit, bool at_fault) {
  if (!communicator.is_root()) return;
  std::error_code error;
  if (!at_fault)
    fs::remove(fault_mark(unit), error);
  else if (fs::is_directory(unit.shards, error))
    std::ofstream(fault_mark(unit)) << "\n";  // without it the next run asks for --force
}

bool were_inputs_at_fault(const parallel::Communicator& communicator, const WorkUnit& unit) {
  std::error_code error;
  return parallel::any_of(communicator, communicator.is_root() && fs::exists(fault_mark(unit), error));
}

UnitsOutcome do_units(const parallel::Communicator& communicator, const std::vector<WorkUnit>& units,
                      std::FILE* screen, const std::function<bool(std::size_t)>& work) {
  UnitsOutcome outcome;
  outcome.units = units.size();
  const auto note = [&](const WorkUnit& unit, const core::Error& error) {
    if (outcome.failed.empty()) {
      outcome.code = error.code();
      outcome.message = error.what();
    }
    outcome.failed.push_back(unit.checkpoint);
    if (units.size() > 1)
      parallel::Log(communicator, {}, screen)
          .line(fmt::format("{} ({} of {}): failed: {}", unit.checkpoint, &unit - units.data() + 1,
                            units.size(), error.what()));
  };
  for (std::size_t k = 0; k < units.size() && !outcome.stopped; ++k) {
    try {
      outcome.stopped = !work(k);
    } catch (const UnitRefused& error) {
      note(units[k], error);
    } catch (const parallel::AgreedError& error) {
      if (error.code() != core::ExitCode::input && error.code() != core::ExitCode::numerical) throw;
      if (error.code() == core::ExitCode::input && error.cause() != core::Cause::changed_in_midrun)
        mark_inputs_at_fault(communicator, units[k], true);
      note(units[k], error);
    }
  }
  return outcome;
}

core::ExitCode conclude(const UnitsOutcome& outcome, const std::string& what,
                        const Shortcoming& shortcoming) {
  constexpr std::size_t most_names = 20;
  if (outcome.stopped) return core::ExitCode::stopped_early;
  if (outcome.failed.empty()) {
    if (shortcoming.message.empty()) return core::ExitCode::done;
    throw parallel::AgreedError(shortcoming.code, shortcoming.message);
  }
  if (outcome.units == 1) throw parallel::AgreedError(outcome.code, outcome.message);
  const auto& failed = outcome.failed;
  std::string text =
      fmt::format("{} of {} {}s failed: {}", failed.size(), outcome.units, what,
                  fmt::join(std::span(failed).first(std::min(most_names, failed.size())), ", "));
  if (failed.size() > most_names) text += fmt::format(" and {} more", failed.size() - most_names);
  if (!shortcoming.message.empty()) text += "; " + shortcoming.message;
  throw parallel::AgreedError(outcome.code, text);
}

bool UnitFaults::check(const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const parallel::AgreedError& error) {
    if (!all_ || error.code() == core::ExitCode::internal) throw;
    const std::string what = error.what();
    if (std::ranges::none_of(found_, [&](const auto& known) { return known.what() == what; })) {
      found_.push_back(error);
      log_.line("fault: " + what);
    }
    return false;
  }
}

void UnitFaults::throw_found() const {
  if (found_.empty()) return;
  if (found_.size() == 1) throw found_.front();
  throw parallel::AgreedError(found_.front().code(),
                              fmt::format("{} faults, the first: {}", found_.size(), found_.front().what()));
}

void refuse_busy_unit(const parallel::Communicator& communicator, const Config& config,
                      const WorkUnit& unit) {
  if (config.run.dry_run) return;
  refuse_together(communicator, [&]() -> std::string {
    std::error_code error;
    // a product that is there may be done, whoever else looks at it
    if (!config.run.force && fs::exists(unit.product, error)) return "";
    const auto holder = store::living_holder(lock_of(unit.product));
    return holder ? busy_text(unit.product, *holder) : "";
  });
}

bool is_done(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
             const UnitIdentity& identity) {
  if (config.run.force) return false;
  bool done = false;
  refuse_together(communicator, [&]() -> std::string {
    UnitCheck check = check_unit(unit, identity);
    if (check.state == UnitState::done) {
      check.difference = library_difference(config, unit);
      if (!check.difference.empty()) check.state = UnitState::stale;
    }
    done = check.state == UnitState::done;
    if (check.state != UnitState::stale) return "";
    return fmt::format("{}: made from another config or other inputs: {}; --force replaces it",
                       unit.product.string(), check.difference);
  });
  return parallel::any_of(communicator, done);
}

void report_done(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                 const UnitIdentity& identity, const std::string& title, std::FILE* screen,
                 std::vector<fs::path> products) {
  parallel::Log(communicator, {}, screen)
      .line(fmt::format("{}: done already: {}{}", title, unit.product.string(),
                        made_elsewhere(communicator, unit)));
  if (!communicator.is_root() || config.run.dry_run) return;
  if (products.empty()) products = {unit.product};
  for (const auto& product : products) clear_done(unit, product, identity);
}

UnitHold::UnitHold(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                   const std::vector<fs::path>& products)
    : shards_(unit.shards), locks_(std::make_shared<std::vector<std::unique_ptr<store::UnitLock>>>()) {
  if (config.run.dry_run) return;
  const fs::path folder = unit.product.parent_path();
  refuse_together(communicator, [&]() -> std::string {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
      throw core::ConfigError(
          fmt::format("{}: the folder for results cannot be made: {}", folder.string(), error.message()));
    for (const auto& product : products) {
      store::LockHolder other;
      auto lock = store::UnitLock::take(lock_of(product), other);
      if (!lock) return busy_text(product, other);
      locks_->push_back(std::move(lock));
      store::remove_leftovers(product, store::Leftovers::of_all_runs);
      store::remove_leftovers(lock_of(product), store::Leftovers::of_ended_runs);
    }
    return "";
  });
  const auto token =
      parallel::broadcast(communicator, communicator.is_root() ? locks_->front()->token() : std::string());
  parallel::agree(communicator, [&] {
    if (!communicator.is_root() && !store::sees_lock(lock_of(products.front()), token))
      throw core::ConfigError(
          fmt::format("study.output: {} is not seen by rank {} on host {} as rank 0 sees it: choose a folder "
                      "that all nodes share",
                      folder.string(), communicator.rank(), parallel::host_name()));
  });
}

void UnitHold::require_own() const {
  for (const auto& lock : *locks_) lock->require_own();
}

store::OutputPlace UnitHold::place(const fs::path& product) const {
  return {product, [locks = locks_] {
            for (const auto& lock : *locks) lock->require_own();
          }};
}

void UnitHold::clear_shards(const parallel::Communicator& communicator, parallel::Log& log) const {
  try {
    discard_shards(communicator);
  } catch (const parallel::AgreedError& error) {
    log.line(fmt::format("warning: {}; the result is saved, the next run removes them", error.what()));
  }
}

void UnitHold::require(const parallel::Communicator& communicator) const {
  parallel::agree(communicator, [&] { require_own(); });
}

void UnitHold::discard_shards(const parallel::Communicator& communicator) const {
  require(communicator);
  pipeline::discard_shards(communicator, shards_);
}

std::optional<UnitHold> take_unit(const parallel::Communicator& communicator, const Config& config,
                                  const WorkUnit& unit, const UnitIdentity& identity,
                                  std::vector<fs::path> products) {
  if (products.empty()) products = {unit.product};
  std::optional<UnitHold> hold;
  hold.emplace(communicator, config, unit, products);
  if (!config.run.dry_run && is_done(communicator, config, unit, identity)) hold.reset();
  return hold;
}

}  // namespace netseam::pipeline
