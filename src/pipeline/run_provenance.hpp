#pragma once
// What a product says of the run that made it.
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/phase_timer.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/store/provenance.hpp"

#include <string>
#include <vector>

namespace netseam::pipeline {

/// Facts of one run of one unit, for the provenance.
struct RunFacts {
  std::string started;             // ISO 8601, UTC
  std::string dense_libraries;     // DenseBackend::description
  std::string library, processor;  // of BackendChoice; empty where no dense products decide the result
  std::size_t pairs_from_shards = 0;
  std::vector<parallel::PhaseTime> times;
};

/// Resolved config, versions, commit, seeds, ranks, Slurm ids, timings and identity. Not collective.
[[nodiscard]] store::Provenance describe_run(const parallel::Communicator& communicator, const Config& config,
                                             const WorkUnit& unit, const UnitIdentity& identity,
                                             const RunFacts& facts);

}  // namespace netseam::pipeline
