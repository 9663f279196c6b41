#pragma once
#include "known_graphs.hpp"

#include "netseam/linalg/slepc_session.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cmath>
#include <memory>
#include <vector>

namespace netseam::test {

/// Even shares of `rows` rows; ranks may have none.
inline std::size_t even_share(const parallel::Communicator& communicator, std::size_t rows) {
  const auto rank = static_cast<std::size_t>(communicator.rank()),
             ranks = static_cast<std::size_t>(communicator.size());
  return rows * (rank + 1) / ranks - rows * rank / ranks;
}

/// D^-1/2 A D^-1/2 of a graph; each rank gives the entries of some edges.
inline std::unique_ptr<linalg::SymmetricOperator> normalised_matrix(
    const linalg::SlepcSession& session, const parallel::Communicator& communicator,
    const std::vector<Edge>& edges, std::size_t vertices) {
  const auto degree = degrees(edges, vertices);
  std::vector<linalg::SparseEntry> entries;
  for (auto e = static_cast<std::size_t>(communicator.rank()); e < edges.size();
       e += static_cast<std::size_t>(communicator.size())) {
    const Edge& edge = edges[e];
    const double value = edge.weight / std::sqrt(degree[edge.first] * degree[edge.second]);
    entries.push_back({edge.first, edge.second, value});
    entries.push_back({edge.second, edge.first, value});
  }
  return session.sparse_operator(communicator, vertices, even_share(communicator, vertices), entries);
}

}  // namespace netseam::test
