#pragma once
#include "netseam/parallel/block_exchange.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/ready_flags.hpp"
#include "netseam/parallel/shared_array.hpp"
#include "netseam/transport/all_pairs_plan.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::transport {

/// The metric spaces of the layers that a node holds, in memory that all of its ranks see.
class NodeSpaces {
 public:
  /// Collective over `node`; ConfigError on all of its ranks where the memory is too small. `index`: of this
  /// node in the plan.
  NodeSpaces(const parallel::Communicator& node, std::size_t index, const AllPairsPlan& plan,
             const std::vector<data::LayerShape>& layers, const MetricSpaceOptions& options);

  [[nodiscard]] parallel::ReadyFlags& flags() noexcept { return flags_; }
  /// Memory of a held layer.
  [[nodiscard]] std::span<std::byte> block(std::size_t layer) const;
  /// A held layer; meaningful once its flag says ready.
  [[nodiscard]] MetricSpace space(std::size_t layer) const;
  /// What nodes have to send each other: one entry for each layer that is built.
  [[nodiscard]] std::vector<parallel::NodeBlock> blocks(const AllPairsPlan& plan) const;

 private:
  std::vector<std::size_t> points_, offset_, size_;  // by layer; size 0 = not held
  MetricSpaceOptions options_;
  parallel::ReadyFlags flags_;
  parallel::SharedArray memory_;
};

/// Bytes of shared memory that node `index` of the plan needs for its layers.
[[nodiscard]] std::size_t node_spaces_bytes(std::size_t index, const AllPairsPlan& plan,
                                            const std::vector<data::LayerShape>& layers,
                                            const MetricSpaceOptions& options);

}  // namespace netseam::transport
