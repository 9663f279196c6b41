#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netseam::linalg {

/// How eigenpairs are sought. krylov_schur: thick-restarted Lanczos, the fastest on graphs (Stewart 2001,
/// doi:10.1137/S0895479800371529). lobpcg: locally optimal block preconditioned conjugate gradients without a
/// preconditioner (Knyazev 2001, doi:10.1137/S1064827500366124). arnoldi: explicitly restarted, slow, to
/// compare with.
enum class EigenMethod { krylov_schur, lobpcg, arnoldi };

/// Names of the methods, in the order of the enumeration: krylov-schur, lobpcg, arnoldi.
[[nodiscard]] std::span<const std::string> eigen_method_names() noexcept;

struct EigenOptions {
  EigenMethod method = EigenMethod::krylov_schur;
  /// A pair has converged once |A v - lambda v| is not above this (|v| = 1); absolute, of the scale of A.
  double tolerance = 1e-6;
  /// Stop after this many products with A, or at the end of the restart in which they are spent.
  std::size_t maximum_products = 100'000;
  /// Vectors of the search space (not lobpcg); 0: 4 for each pair that is sought, at least 32.
  std::size_t subspace = 0;
  /// Of the first vector of the search space.
  std::uint64_t seed = 1;
};

/// Eigenvalues and orthonormal eigenvectors of a symmetric matrix, largest eigenvalue first.
struct EigenPairs {
  std::vector<double> value;     // k, descending
  std::vector<double> vector;    // k x own rows, row-major: row j is this rank's part of vector j
  std::vector<double> residual;  // k: |A v - lambda v|, recomputed from the vectors
  std::size_t products = 0;      // that the solver made, without those of `residual`
  /// Every residual is within the tolerance (or 1e-13 of the largest |value|, where that is more). If not,
  /// the pairs are the best that were found.
  bool converged = false;
};

}  // namespace netseam::linalg
