#pragma once
// The repetitions of measures that groups of layers are tested by.
#include "layers_input.hpp"
#include "measure_shards.hpp"
#include "node_rows.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What work on measures needs of its unit.
struct MeasureWork {
  const parallel::Communicator& communicator;
  const linalg::DenseBackend& backend;
  const Config& config;
  MeasureShards& shards;
  const core::StopFlag& stop;
  parallel::Log& log;
};

/// A network whose layers are compared.
struct MeasuredNetwork {
  const LayersInput& input;
  const std::vector<std::size_t>& ordinary_rows;  // for SampleVariant::Kind::ordinary
  const NodeRows* rows;                           // null = the files are read
};

/// What is repeated. The same on every rank.
struct RepeatedMeasure {
  const similarity::Measure* measure = nullptr;
  std::size_t number = 0;  // in the shards
  std::vector<SampleVariant> variants;
  double seconds = 0;              // about what one takes; what takes longest is begun first
  std::size_t ranks_in_group = 1;  // at least, so that all groups have room
};

/// Repeats every measure on those of its variants that the shards lack, each replicate whole on one rank, or
/// on a group where memory or a small number of replicates asks for more, and adds it to the shard of the
/// rank that did it, which stays open. `what` names the replicates in the log, in the plural. The values do
/// not depend on the number of ranks. False = stopped early; what is finished is in the shards. Collective.
/// Errors: those of reading a layer, of similarity/ and of the shards.
[[nodiscard]] bool run_replicates(const MeasureWork& work, const MeasuredNetwork& network,
                                  const std::vector<RepeatedMeasure>& measures, const std::string& what);

}  // namespace netseam::pipeline
