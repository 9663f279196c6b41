#pragma once
// Which library multiplies in a unit: the fastest here, but in an unfinished unit the one that began it, so
// that a resumed run gives the same bytes.
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <memory>
#include <string>

namespace netseam::pipeline {

struct BackendChoice {
  std::unique_ptr<linalg::DenseBackend> backend;
  std::string description;  // of the root's libraries and kernels
  std::string library;      // that multiplies: "onednn" or "openblas"
  std::string processor;    // linalg::processor_kind of all ranks: several kinds, sorted, with " | " between
  ShardKey shard_key;       // what the shards of the unit must be of
};

/// Chooses on the root and makes the backend on every rank. Throws ConfigError where the shards of the unit
/// are of another config, other inputs or another library than asked for. Shards from another kind of
/// processor are gone on with, which the description says: results differ in their last digits. Collective.
[[nodiscard]] BackendChoice choose_backend(const parallel::Communicator& communicator, const Config& config,
                                           const WorkUnit& unit, const UnitIdentity& identity);

/// The same for trainings, where `auto` stands for oneDNN, not for the fastest: rounding decides where a
/// training goes, so its library must not depend on how long some products took. Shards from another kind of
/// processor are refused as well. Collective.
[[nodiscard]] BackendChoice choose_training_backend(const parallel::Communicator& communicator,
                                                    const Config& config, const WorkUnit& unit,
                                                    const UnitIdentity& identity);

}  // namespace netseam::pipeline
