#pragma once
// How many ranks work on one replicate of a measure, by the memory that it takes.
#include "layers_input.hpp"

#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What a node has for the measures of a unit.
struct NodeRoom {
  std::size_t ranks = 1;
  std::size_t memory = 0;         // bytes that the run may take
  std::size_t shared_memory = 0;  // bytes that windows may take of them
  std::size_t rows = 0;           // bytes that the samples of all layers take once, 0 = they are not kept
};

/// The smallest number of ranks, a power of two or all of the node, that must share one replicate so that
/// what all groups of the node hold at a time fits; all ranks where nothing fits. O(log ranks).
[[nodiscard]] std::size_t ranks_for_replicate(const similarity::AllLayersMemory& replicate,
                                              const NodeRoom& room);

/// Whether the samples of all layers may lie in a node's memory: in half of it, and beside the `largest` that
/// a measure takes on all samples.
[[nodiscard]] bool keeps_rows(const NodeRoom& room, std::size_t rows, std::size_t largest);

/// How the measures of a unit are worked on.
struct ReplicatePlan {
  bool rows_in_memory = false;
  std::vector<std::size_t> ranks_in_group;  // of each measure
  std::size_t node_bytes = 0;               // most that a node takes at a time, beside program and libraries
};

/// Plans for the node that has most ranks, with the memory of the node that has least. The same on every
/// rank. Collective.
[[nodiscard]] ReplicatePlan plan_replicates(const parallel::Communicator& communicator, const Config& config,
                                            const LayersInput& input,
                                            std::span<const similarity::Measure* const> measures);

/// The plan in words, such as "measures: 21, each repeated 20 times, a replicate on 1 rank; 12.3 MB on a
/// node".
[[nodiscard]] std::string plan_text(const ReplicatePlan& plan, const Config& config);

}  // namespace netseam::pipeline
