#pragma once
#include "netseam/linalg/eigen_solver.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/linalg/symmetric_operator.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::spectral {

/// The smallest eigenvalues of a graph's normalised Laplacian and their vectors.
struct LaplacianSpectrum {
  std::vector<std::size_t> neuron;  // of each of the n rows: those that have edges
  std::size_t components = 0;       // connected components; as many eigenvalues are 0, exactly
  std::vector<double> eigenvalue;   // ascending, from 0 to 2
  std::vector<double> residual;     // |L v - lambda v|, |v| = 1; 0 for the eigenvalues of components
  /// Orthonormal eigenvectors, one for each eigenvalue, n numbers each, on every rank. Those of eigenvalue 0
  /// are D^1/2 on one component each, in the order of components, and 0 elsewhere.
  std::vector<double> vector;
  std::size_t products = 0;  // with the adjacency matrix, in the eigen solver
  bool converged = false;    // see linalg::EigenPairs

  [[nodiscard]] std::span<const double> vector_of(std::size_t which) const {
    return std::span(vector).subspan(which * neuron.size(), neuron.size());
  }
};

/// The `count` smallest eigenpairs of L = I - D^-1/2 A D^-1/2 over the neurons that have edges. The null
/// space is known (one vector for each component) and only the rest is computed, orthogonal to it. `degree`:
/// row sums of the adjacency matrix A; `component`: of each neuron, from 0, or data::not_in_graph where its
/// degree is 0; both for every neuron, the same on every rank. Throws ConfigError on all ranks where fewer
/// than `count` neurons have edges or there are more than `count` components: any `count` of their null
/// vectors would be as good. Sums over ranks are rounded by their number: eigenvalues of two numbers of ranks
/// differ by at most the sum of their residuals and n eps. Collective. Cost: see linalg::SlepcSession; memory
/// `count` n doubles on every rank.
[[nodiscard]] LaplacianSpectrum laplacian_spectrum(const linalg::SlepcSession& session,
                                                   const parallel::Communicator& communicator,
                                                   const linalg::SymmetricOperator& adjacency,
                                                   std::span<const double> degree,
                                                   std::span<const std::int32_t> component, std::size_t count,
                                                   const linalg::EigenOptions& options);

}  // namespace netseam::spectral
