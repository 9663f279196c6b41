#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/correlation_graph.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/shared_array.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::graph {

/// Replaces values by their ranks 1 .. n; tied values all get the mean of their ranks.
void replace_by_ranks(std::span<double> values);

/// Values less their mean, scaled to length 1; all 0 where no two values differ. Products of such vectors are
/// correlations.
void standardise(std::span<double> values);

/// Standardised responses of all units (or of their ranks), one row for each unit; one copy on each node.
class StandardisedResponses {
 public:
  /// The ranks of a node share the units. Collective; fails on all ranks. Destroyed collectively.
  StandardisedResponses(const parallel::Communicator& communicator,
                        const std::vector<data::NeuronLayer>& layers, std::size_t samples,
                        const UnitResponses& responses, Correlation correlation);
  /// Units x samples.
  [[nodiscard]] core::MatrixView<const float> rows() const noexcept;

 private:
  std::size_t units_, samples_, stride_;
  parallel::NodeLayout layout_;
  parallel::SharedArray memory_;
};

}  // namespace netseam::graph
