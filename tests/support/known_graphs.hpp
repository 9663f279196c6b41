#pragma once
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace netseam::test {

struct Edge {
  std::size_t first = 0, second = 0;
  double weight = 1;
};

/// Graphs whose normalised adjacency matrix D^-1/2 A D^-1/2 has known eigenvalues (Chung, Spectral Graph
/// Theory, 1997, examples 1.2 to 1.6): 1 minus those of the normalised Laplacian.
inline std::vector<Edge> path_graph(std::size_t vertices) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i + 1 < vertices; ++i) edges.push_back({i, i + 1});
  return edges;
}
/// Eigenvalue `which` (0 is the largest) of path_graph(vertices).
inline double path_eigenvalue(std::size_t vertices, std::size_t which) {
  return std::cos(std::numbers::pi * static_cast<double>(which) / static_cast<double>(vertices - 1));
}

inline std::vector<Edge> cycle_graph(std::size_t vertices) {
  auto edges = path_graph(vertices);
  edges.push_back({vertices - 1, 0});
  return edges;
}
/// 1, then each value twice.
inline double cycle_eigenvalue(std::size_t vertices, std::size_t which) {
  const std::size_t turns = (which + 1) / 2;
  return std::cos(2 * std::numbers::pi * static_cast<double>(turns) / static_cast<double>(vertices));
}

/// Eigenvalues 1, 0 (first + second - 2 times), -1.
inline std::vector<Edge> complete_bipartite_graph(std::size_t first, std::size_t second) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < first; ++i)
    for (std::size_t j = 0; j < second; ++j) edges.push_back({i, first + j});
  return edges;
}

/// 2^dimensions vertices; eigenvalue 1 - 2 j / dimensions as often as j of `dimensions` can be chosen.
inline std::vector<Edge> hypercube_graph(std::size_t dimensions) {
  std::vector<Edge> edges;
  for (std::size_t vertex = 0; vertex < (std::size_t{1} << dimensions); ++vertex)
    for (std::size_t d = 0; d < dimensions; ++d)
      if ((vertex >> d & 1U) == 0) edges.push_back({vertex, vertex | std::size_t{1} << d});
  return edges;
}
inline double hypercube_eigenvalue(std::size_t dimensions, std::size_t which) {
  std::size_t choices = 1, j = 0, passed = 0;
  while (which >= passed + choices) {
    passed += choices;
    choices = choices * (dimensions - j) / (j + 1);
    ++j;
  }
  return 1 - 2 * static_cast<double>(j) / static_cast<double>(dimensions);
}

inline std::vector<double> degrees(const std::vector<Edge>& edges, std::size_t vertices) {
  std::vector<double> degree(vertices, 0);
  for (const Edge& edge : edges) {
    degree[edge.first] += edge.weight;
    degree[edge.second] += edge.weight;
  }
  return degree;
}

}  // namespace netseam::test
