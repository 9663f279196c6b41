#pragma once
// The chosen samples of all layers in memory that the ranks of a node share.
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/shared_array.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::pipeline {

/// Bytes of the chosen samples of all layers.
[[nodiscard]] std::size_t node_rows_bytes(const LayersInput& input);

/// Every layer on the chosen samples, read once on every node, so that what is repeated on parts of the
/// samples neither reads nor converts the files again. Row ids are those of LayersInput::rows.
class NodeRows {
 public:
  /// Room for node_rows_bytes(input). `input` must outlive the object. Collective; fails on all ranks where a
  /// node has no room.
  NodeRows(const parallel::Communicator& communicator, int ranks_per_node, const LayersInput& input);

  /// Reads the layers, shared out over the ranks of each node. False = stopped early, nothing may be used.
  /// Collective. Errors: those of reading a layer, on all ranks.
  [[nodiscard]] bool fill(const core::StopFlag& stop);

  /// The samples `rows` of a layer, in that order, with the bytes that ActivationReader::read gives; the
  /// points of a sample stay together. Throws InternalError for a row that was not chosen. Rank-local.
  [[nodiscard]] data::LayerActivations read(std::size_t layer, std::span<const std::size_t> rows) const;

 private:
  [[nodiscard]] std::span<float> values_of(std::size_t layer) const;

  const parallel::Communicator& communicator_;
  const LayersInput& input_;
  parallel::NodeLayout layout_;
  std::vector<std::size_t> offset_;  // by layer, in numbers
  parallel::SharedArray memory_;
};

}  // namespace netseam::pipeline
