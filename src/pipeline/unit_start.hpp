#pragma once
// How every stage goes through its units, and how it begins and ends one.
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/unit_lock.hpp"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A unit that cannot be done now although the run as such is in order: another run works on it, or what is
/// there may not be replaced. Thrown on all ranks.
class UnitRefused : public parallel::AgreedError {
 public:
  explicit UnitRefused(const std::string& message) : AgreedError(core::ExitCode::usage, message) {}
};

/// How the units of a stage went.
struct UnitsOutcome {
  bool stopped = false;
  std::size_t units = 0;
  std::vector<std::string> failed;             // names
  core::ExitCode code = core::ExitCode::done;  // of the first that failed, and its message
  std::string message;
};

/// Does the units in turn by `work`, which takes their number and returns false where it was stopped early:
/// then no other follows. A unit that ends with an agreed error of its own (UnitRefused, bad input, a
/// numerical failure) is named on `screen` and the others are done; any other error ends the run. Collective.
[[nodiscard]] UnitsOutcome do_units(const parallel::Communicator& communicator,
                                    const std::vector<WorkUnit>& units, std::FILE* screen,
                                    const std::function<bool(std::size_t)>& work);

/// Notes beside the shards of a unit that its run ended by bad input, or that its work goes on. Pieces of
/// inputs that were at fault would otherwise stand in the way of mended ones; after a stop, a kill or a
/// change in mid-run, pieces of other inputs are refused. Pieces stay in any case: the fault may lie in the
/// reading alone. Collective; what cannot be noted is not.
void mark_inputs_at_fault(const parallel::Communicator& communicator, const WorkUnit& unit, bool at_fault);
/// Whether the last run that left shards of the unit ended by bad input. Collective.
[[nodiscard]] bool were_inputs_at_fault(const parallel::Communicator& communicator, const WorkUnit& unit);

/// What a stage says at its end of results that are there but fall short.
struct Shortcoming {
  core::ExitCode code = core::ExitCode::done;
  std::string message;  // empty = nothing
};

/// The exit code of a stage whose units went so. Throws AgreedError: the failure of a single unit as it is,
/// "K of N `what`s failed: NAMES" with the code of the first that failed, or else the shortcoming.
[[nodiscard]] core::ExitCode conclude(const UnitsOutcome& outcome, const std::string& what,
                                      const Shortcoming& shortcoming = {});

/// Faults of one unit. A dry run goes on behind a fault to find the others; any other run ends with the
/// first.
class UnitFaults {
 public:
  UnitFaults(const parallel::Communicator& communicator, const Config& config, std::FILE* screen)
      : all_(config.run.dry_run), log_(communicator, {}, screen) {}
  /// Runs a collective check. False where it failed and the next one may be tried. Collective.
  bool check(const std::function<void()>& work);
  /// Throws the only fault as it is, or how many there are with the code of the first. Collective.
  void throw_found() const;

 private:
  bool all_;
  parallel::Log log_;
  std::vector<parallel::AgreedError> found_;
};

/// Throws UnitRefused where a living run on this machine works on the unit, before anything costs time. The
/// lock itself is taken by UnitHold. Collective.
void refuse_busy_unit(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit);

/// True where the product is there and of this identity, and is not to be made again. Throws UnitRefused
/// where it is of another identity, or made by another library than run.product names, and may not be
/// replaced. Collective.
[[nodiscard]] bool is_done(const parallel::Communicator& communicator, const Config& config,
                           const WorkUnit& unit, const UnitIdentity& identity);

/// Says that a unit is done already, and removes what an earlier run left beside its products (`products`:
/// all of them, if there is more than one), where nobody works on it: the lock of a run that died,
/// half-written files, shards of its identity. Collective.
void report_done(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                 const UnitIdentity& identity, const std::string& title, std::FILE* screen,
                 std::vector<std::filesystem::path> products = {});

/// The right to write the products of a unit, which one run at a time has, from before the log is opened
/// until after the last rename. Empty in a dry run. Move-only.
class UnitHold {
 public:
  /// Makes the folder, takes the locks of the products, makes sure that all ranks see them and removes what
  /// dead runs left half-written. Throws UnitRefused where another run has a lock, ConfigError where the
  /// folder cannot be made or is not the same for all ranks. Collective.
  UnitHold(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
           const std::vector<std::filesystem::path>& products);

  /// A product, which is replaced only as long as the locks are this run's own.
  [[nodiscard]] store::OutputPlace place(const std::filesystem::path& product) const;
  /// Throws ConfigError where the locks, or their folder, are not there any more. Collective.
  void require(const parallel::Communicator& communicator) const;
  /// Removes the shards for which the product is now there; says so where that is not possible: the next run
  /// does it then. Collective.
  void clear_shards(const parallel::Communicator& communicator, parallel::Log& log) const;
  /// Removes the shards because they are not wanted. Throws ConfigError where that is not possible.
  /// Collective.
  void discard_shards(const parallel::Communicator& communicator) const;

 private:
  void require_own() const;
  std::filesystem::path shards_;
  std::shared_ptr<std::vector<std::unique_ptr<store::UnitLock>>> locks_;  // on the root
};

/// Takes a unit whose product (`products`: all of them, if there is more than one) is not done; nothing where
/// another run has finished it in the meantime. Errors as UnitHold and is_done. Collective.
[[nodiscard]] std::optional<UnitHold> take_unit(const parallel::Communicator& communicator,
                                                const Config& config, const WorkUnit& unit,
                                                const UnitIdentity& identity,
                                                std::vector<std::filesystem::path> products = {});

}  // namespace netseam::pipeline
