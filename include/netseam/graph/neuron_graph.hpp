#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/symmetric_operator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::graph {

/// An undirected graph of neurons with weights that are not negative and no loops, as its symmetric adjacency
/// matrix (no unit beyond that of the weights). One row for each neuron of the network, connected or not,
/// numbered as in data::NeuronNetwork; spread over the ranks of a communicator.
class NeuronGraph : public linalg::SymmetricOperator {
 public:
  /// Sum of the weights of the edges of every neuron (N, on every rank). Not collective.
  [[nodiscard]] virtual std::span<const double> degree() const noexcept = 0;
  /// The connected component of every neuron (N, on every rank), numbered from 0 in the order of their first
  /// neurons; a neuron without edges is data::not_in_graph. Collective. One pass over the edges.
  [[nodiscard]] virtual std::vector<std::int32_t> components() const = 0;
  /// Weights between groups, k x k, row-major, symmetric: entry (a, b) is the sum of the adjacency matrix
  /// over rows of group a and columns of group b, so that an edge inside a group counts twice. `label`: N,
  /// 0..k-1 or data::not_in_graph for neurons that are left out; the same on every rank. Double accumulation.
  /// Collective; the same on every rank. One pass over the edges.
  [[nodiscard]] virtual std::vector<double> group_weights(std::span<const std::int32_t> label,
                                                          std::size_t groups) const = 0;
};

}  // namespace netseam::graph
