#include "replicate_plan.hpp"

#include "measure_run.hpp"
#include "node_rows.hpp"

#include "netseam/core/words.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/node_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace netseam::pipeline {
namespace {

std::size_t groups_of(std::size_t ranks, std::size_t ranks_in_group) {
  return (ranks + ranks_in_group - 1) / ranks_in_group;
}

std::size_t bytes_of_groups(const similarity::AllLayersMemory& replicate, const NodeRoom& room,
                            std::size_t ranks_in_group) {
  return room.rows + groups_of(room.ranks, ranks_in_group) * replicate.shared + room.ranks * replicate.each;
}

/// Bytes as all nodes have them.
std::size_t least(const parallel::Communicator& communicator, std::size_t bytes) {
  const auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::size_t>(parallel::all_reduce(
      communicator, static_cast<std::int64_t>(std::min(bytes, most)), parallel::Reduction::minimum));
}

NodeRoom find_room(const parallel::Communicator& communicator, const Config& config) {
  const auto layout = parallel::find_node_layout(communicator, config.run.ranks_per_node);
  NodeRoom room;
  room.ranks = *std::max_element(layout.ranks.begin(), layout.ranks.end());
  room.memory = least(communicator, memory_allowed(config));
  room.shared_memory = std::min(room.memory, least(communicator, parallel::available_shared_memory()));
  return room;
}

}  // namespace

std::size_t ranks_for_replicate(const similarity::AllLayersMemory& replicate, const NodeRoom& room) {
  for (std::size_t size = 1; size < room.ranks; size *= 2) {
    const std::size_t windows =
        room.rows + (size == 1 ? 0 : groups_of(room.ranks, size) * replicate.shared);  // one rank needs none
    if (bytes_of_groups(replicate, room, size) <= room.memory && windows <= room.shared_memory) return size;
  }
  return room.ranks;
}

bool keeps_rows(const NodeRoom& room, std::size_t rows, std::size_t largest) {
  return rows <= room.memory / 2 && largest <= room.memory - rows && rows <= room.shared_memory / 2;
}

ReplicatePlan plan_replicates(const parallel::Communicator& communicator, const Config& config,
                              const LayersInput& input,
                              std::span<const similarity::Measure* const> measures) {
  NodeRoom room = find_room(communicator, config);
  ReplicatePlan plan;
  for (const auto* measure : measures)
    plan.node_bytes = std::max(plan.node_bytes, measure_bytes_on_node(config, input, *measure, room.ranks));
  const std::size_t rows = node_rows_bytes(input);
  plan.rows_in_memory = keeps_rows(room, rows, plan.node_bytes);
  if (plan.rows_in_memory) room.rows = rows;
  plan.node_bytes += room.rows;
  const std::size_t samples = config.layers.null > 0 ? input.rows.size() : input.rows.size() / 2;
  for (const auto* measure : measures) {
    const auto replicate = measure_memory(config, input, *measure, samples);
    plan.ranks_in_group.push_back(ranks_for_replicate(replicate, room));
    plan.node_bytes = std::max(plan.node_bytes, bytes_of_groups(replicate, room, plan.ranks_in_group.back()));
  }
  return plan;
}

std::string plan_text(const ReplicatePlan& plan, const Config& config) {
  const auto [fewest, most] = std::minmax_element(plan.ranks_in_group.begin(), plan.ranks_in_group.end());
  const std::string ranks =
      *fewest == *most ? core::counted(*most, "rank") : fmt::format("{} to {} ranks", *fewest, *most);
  return fmt::format(
      "{}, each repeated {}, a replicate on {} or more; memory of measures: {:.1f} MB on a node{}",
      core::counted(plan.ranks_in_group.size(), "measure"),
      core::counted(config.layers.half_samples + config.layers.null, "time"), ranks,
      static_cast<double>(plan.node_bytes) / 1e6,
      plan.rows_in_memory ? "" : ", layers are read again for each");
}

}  // namespace netseam::pipeline
