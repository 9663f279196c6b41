#pragma once
#include "known_graphs.hpp"

#include "netseam/data/neuron_network.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/spectral/spectral_clusters.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace netseam::test {

/// Sum of edge weights from group a to group b, both ways, as ClusteredGraph::group_weights wants them.
inline std::vector<double> weights_between(const std::vector<Edge>& edges,
                                           std::span<const std::int32_t> label, std::size_t groups) {
  std::vector<double> sum(groups * groups, 0);
  for (const Edge& edge : edges) {
    if (label[edge.first] < 0 || label[edge.second] < 0) continue;
    const auto a = static_cast<std::size_t>(label[edge.first]),
               b = static_cast<std::size_t>(label[edge.second]);
    sum[a * groups + b] += edge.weight;
    sum[b * groups + a] += edge.weight;
  }
  return sum;
}

/// Weights of a chain of layers as edges: matrices given as inputs x outputs, absolute values.
inline std::vector<Edge> chain_graph(const std::vector<std::vector<std::vector<double>>>& matrices) {
  std::vector<Edge> edges;
  std::size_t first = 0;
  for (const auto& matrix : matrices) {
    for (std::size_t i = 0; i < matrix.size(); ++i)
      for (std::size_t j = 0; j < matrix[i].size(); ++j)
        if (matrix[i][j] != 0)
          edges.push_back({first + i, first + matrix.size() + j, std::abs(matrix[i][j])});
    first += matrix.size();
  }
  return edges;
}

/// A graph of edges as an adjacency matrix that is spread over ranks, with what clustering wants to know.
class MadeGraph {
 public:
  MadeGraph(const linalg::SlepcSession& session, const parallel::Communicator& communicator,
            std::vector<Edge> edges, std::size_t vertices)
      : edges_(std::move(edges)), degree_(degrees(edges_, vertices)), component_(vertices) {
    const auto rank = static_cast<std::size_t>(communicator.rank()),
               ranks = static_cast<std::size_t>(communicator.size());
    std::vector<linalg::SparseEntry> entries;
    for (std::size_t e = rank; e < edges_.size(); e += ranks) {
      entries.push_back({edges_[e].first, edges_[e].second, edges_[e].weight});
      entries.push_back({edges_[e].second, edges_[e].first, edges_[e].weight});
    }
    const std::size_t own = vertices * (rank + 1) / ranks - vertices * rank / ranks;
    adjacency_ = session.sparse_operator(communicator, vertices, own, entries);
    number_components();
  }

  [[nodiscard]] spectral::ClusteredGraph clustered() const {
    return {*adjacency_, degree_, component_,
            [this](std::span<const std::int32_t> label, std::size_t groups) {
              return weights_between(edges_, label, groups);
            }};
  }
  [[nodiscard]] const std::vector<double>& degree() const { return degree_; }

 private:
  void number_components() {
    std::vector<std::size_t> root(component_.size());
    for (std::size_t i = 0; i < root.size(); ++i) root[i] = i;
    for (bool changed = true; changed;) {
      changed = false;
      for (const Edge& edge : edges_) {
        const std::size_t least = std::min(root[edge.first], root[edge.second]);
        changed = changed || root[edge.first] != least || root[edge.second] != least;
        root[edge.first] = root[edge.second] = least;
      }
    }
    std::vector<std::int32_t> number(root.size(), data::not_in_graph);
    std::int32_t used = 0;
    for (std::size_t i = 0; i < root.size(); ++i) {
      if (degree_[i] == 0) {
        component_[i] = data::not_in_graph;
        continue;
      }
      if (number[root[i]] < 0) number[root[i]] = used++;
      component_[i] = number[root[i]];
    }
  }

  std::vector<Edge> edges_;
  std::vector<double> degree_;
  std::vector<std::int32_t> component_;
  std::unique_ptr<linalg::SymmetricOperator> adjacency_;
};

/// `groups` groups of `size` vertices, one after the other: every pair is joined, with weight 1 inside a
/// group and `across` between groups.
inline std::vector<Edge> planted_groups(std::size_t groups, std::size_t size, double across) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < groups * size; ++i)
    for (std::size_t j = 0; j < i; ++j) edges.push_back({j, i, i / size == j / size ? 1 : across});
  return edges;
}

}  // namespace netseam::test
