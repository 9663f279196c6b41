#pragma once
#include "netseam/parallel/memory.hpp"
#include "netseam/transport/all_pairs_plan.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <string>

namespace netseam::transport {

/// Memory that a run of solve_all_pairs will take on its fullest node, in bytes.
struct MemoryEstimate {
  std::size_t ranks = 1;    // on that node
  std::size_t program = 0;  // once: program and libraries
  std::size_t base = 0;  // each rank: what it has before the run, and what libraries take at their first use
  std::size_t shared = 0;      // once: metric spaces of the layers that the node holds
  std::size_t loading = 0;     // each rank while it builds layers: the largest activations and scratch memory
  std::size_t solving = 0;     // each rank while it solves pairs
  std::size_t own_layers = 0;  // the part of `shared` that the rank with most of it builds itself
  std::size_t points = 0;      // of the largest layer

  /// What each rank takes for itself in the run. Loading ends before solving begins, so the larger one
  /// counts.
  [[nodiscard]] std::size_t each() const noexcept { return loading > solving ? loading : solving; }
  /// Peak of the node.
  [[nodiscard]] std::size_t node() const noexcept { return program + shared + ranks * (base + each()); }
  /// Peak of one process as the system shows it: what is shared counts in full as soon as it is touched.
  [[nodiscard]] std::size_t process() const noexcept {
    const std::size_t while_loading = own_layers + loading, while_solving = shared + solving;
    return program + base + (while_loading > while_solving ? while_loading : while_solving);
  }
};

/// The estimate for the node that takes most; measured within 8 % of the peak of runs of 500 to 2000 points.
/// `now`: this process before the run. `reading`: bytes that the reader of a layer takes beside the
/// activations that it gives back. Cost: that of plan_all_pairs.
[[nodiscard]] MemoryEstimate estimate_memory(const PlanInput& input, const MetricSpaceOptions& space,
                                             const PairOptions& pair, const parallel::ProcessMemory& now,
                                             std::size_t reading = 0);

/// "1.2 GB on a node of 64 ranks: 640 MB layers (shared), 64 x 8.1 MB ...": one line.
[[nodiscard]] std::string memory_text(const MemoryEstimate& estimate);

/// "640 MB", "1.23 GB": decimal units, three digits.
[[nodiscard]] std::string bytes_text(std::size_t bytes);

/// Does nothing when the run fits. `available`: bytes still free on the node; `available_shared`: room for
/// shared memory. ConfigError: what is needed, what is there, and what would help.
void refuse_if_too_large(const MemoryEstimate& estimate, std::size_t available, std::size_t available_shared);

}  // namespace netseam::transport
