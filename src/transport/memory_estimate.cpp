#include "netseam/transport/memory_estimate.hpp"

#include "node_spaces.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::transport {
namespace {

/// Taken at the first use of OpenBLAS, oneDNN and MPI's messages; measured (x86-64, Debian 12, 500 to 2000
/// points, 1 to 4 ranks): buffers of each rank, and pages of the libraries.
std::size_t library_buffers(std::size_t points) { return 1'000'000 + 4096 * points; }
constexpr std::size_t library_pages = 3'000'000;

/// Bytes of each rank of a node while it builds, and of the blocks that it builds.
void add_loading(const PlanInput& input, const AllPairsPlan& plan, std::size_t node,
                 const MetricSpaceOptions& space, std::size_t reading, MemoryEstimate& estimate) {
  std::vector<std::size_t> own(input.ranks_of_node[node], 0);
  for (const std::size_t layer : plan.build_order) {
    if (plan.owner_node[layer] != node) continue;
    const auto& shape = input.layers[layer];
    const std::size_t activations = shape.points * (shape.width * sizeof(float) + sizeof(std::int64_t));
    const std::size_t scratch = metric_space_scratch_bytes(shape.points, shape.width, space);
    estimate.loading = std::max(estimate.loading, activations + std::max(scratch, reading));
    own[plan.owner_rank[layer]] += metric_space_bytes(shape.points, space);
  }
  estimate.own_layers = *std::max_element(own.begin(), own.end());
}

}  // namespace

MemoryEstimate estimate_memory(const PlanInput& input, const MetricSpaceOptions& space,
                               const PairOptions& pair, const parallel::ProcessMemory& now,
                               std::size_t reading) {
  const AllPairsPlan plan = plan_all_pairs(input);
  MemoryEstimate largest;
  for (std::size_t node = 0; node < input.ranks_of_node.size(); ++node) {
    MemoryEstimate estimate;
    estimate.ranks = input.ranks_of_node[node];
    estimate.program = now.library + library_pages;
    for (const auto& layer : input.layers) estimate.points = std::max(estimate.points, layer.points);
    estimate.base = now.own + library_buffers(estimate.points) + plan.pairs.size() * sizeof(LayerPair);
    estimate.shared = node_spaces_bytes(node, plan, input.layers, space);
    add_loading(input, plan, node, space, reading, estimate);
    const std::size_t permutations = 2 * estimate.points * sizeof(std::int32_t);
    if (!plan.pairs.empty())
      estimate.solving = PairSolver::workspace_bytes(estimate.points, pair, space.low_rank) + permutations;
    if (node == 0 || estimate.node() > largest.node()) largest = estimate;
  }
  return largest;
}

std::string bytes_text(std::size_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value < 999.5e6) return fmt::format("{:.3g} MB", value / 1e6);
  if (value < 999.5e9) return fmt::format("{:.3g} GB", value / 1e9);
  return fmt::format("{:.3g} TB", value / 1e12);
}

std::string memory_text(const MemoryEstimate& estimate) {
  return fmt::format(
      "{} on a node of {} ({} for each process): layers {} (shared), reading {} or solving {} and "
      "base {} for each rank, program {}",
      bytes_text(estimate.node()), core::counted(estimate.ranks, "rank"), bytes_text(estimate.process()),
      bytes_text(estimate.shared), bytes_text(estimate.loading), bytes_text(estimate.solving),
      bytes_text(estimate.base), bytes_text(estimate.program));
}

void refuse_if_too_large(const MemoryEstimate& estimate, std::size_t available,
                         std::size_t available_shared) {
  const std::size_t needed = estimate.shared + estimate.ranks * estimate.each();
  if (needed <= available && estimate.shared <= available_shared) return;
  std::string advice;
  double share = 1;
  if (needed > available) {
    share = static_cast<double>(available) / static_cast<double>(needed);
    if (estimate.ranks > 1 && estimate.shared + estimate.each() <= available) {
      advice += fmt::format("at most {} ranks on a node, ", (available - estimate.shared) / estimate.each());
    }
  }
  if (estimate.shared > available_shared) {
    share = std::min(share, static_cast<double>(available_shared) / static_cast<double>(estimate.shared));
    advice += fmt::format("a larger /dev/shm ({} there, {} needed), ", bytes_text(available_shared),
                          bytes_text(estimate.shared));
  }
  // nearly all of it grows with the square of the number of points
  const auto points = static_cast<std::size_t>(static_cast<double>(estimate.points) * std::sqrt(share));
  throw core::ConfigError(fmt::format(
      "the run needs {} on a node and {} are free. What helps: {}about {} points in a layer instead of {} "
      "(fewer samples), "
      "fewer layers, more nodes, or gradient = exact and no third lower bound if they were changed",
      bytes_text(needed), bytes_text(available), advice, points, estimate.points));
}

}  // namespace netseam::transport
