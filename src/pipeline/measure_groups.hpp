#pragma once
// Groups of layers by a measure other than gw, whose replicates are in shards.
#include "layers_input.hpp"
#include "measure_shards.hpp"
#include "twin_networks.hpp"

#include "netseam/data/measure_matrix.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <vector>

namespace netseam::pipeline {

/// Whether every pair has a value, and layers can be grouped.
[[nodiscard]] bool all_finite(const std::vector<double>& values);

/// Null replicates of a measure: none where shuffled samples change no value, which would only be ties.
[[nodiscard]] std::size_t null_replicates(const Config& config, const similarity::Measure& measure);

/// What groups by measures are made of. Holds references.
struct MeasureGroups {
  const parallel::Communicator& communicator;
  const Config& config;
  const LayersInput& input;
  const std::vector<std::size_t>& ordinary_rows;
  const std::vector<TwinNetwork>& twins;
  const MeasureShards& shards;
};

/// Groups by measure number `number` of the shards, of which `matrix` has the values, with confidence and
/// p-values of the borders from its replicates; a note where some pairs have no value. Collective, the same
/// on every rank. Errors of find_groups and of the shards.
void group_by_measure(const MeasureGroups& all, const similarity::Measure& measure, std::size_t number,
                      data::MeasureMatrix& matrix);

/// Whether groups that were found are to be set against those of the twins.
[[nodiscard]] bool has_twin_test(const MeasureGroups& all, const data::MeasureMatrix& matrix);

/// Tests the borders that were found by those of the twins, and notes whether the groups stay without the
/// samples that stand out. Collective, the same on every rank. Errors as of group_by_measure.
void check_measure_groups(const MeasureGroups& all, std::size_t number, data::MeasureMatrix& matrix);

}  // namespace netseam::pipeline
