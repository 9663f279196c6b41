#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace netseam::transport {

/// One descent from one start.
struct Descent {
  std::vector<std::int32_t>
      permutation;  // n; point i of the first layer is matched with permutation[i] of the second
  double loss = 0;  // permutation_loss of it
  /// Frank-Wolfe gap relative to the loss, >= 0: what the last linear sub-problem would still gain. Exact
  /// gradients: at `permutation` if `status` is converged. Low-rank gradients: an estimate, before the
  /// exchanges at the end.
  double gap = 0;
  std::uint32_t iterations = 0;  // linear sub-problems solved
  data::SolveStatus status = data::SolveStatus::converged;
};

/// Frank-Wolfe over permutations for two layers of n points and of negative type, where every step is a full
/// step to a permutation because the objective is concave; then exchanges of two matches, until neither
/// lowers the loss.
///
/// With A = C - row_mean 1' - 1 row_mean' - mean, n^2 loss = |A1 - P A2 P'|^2 + 2 n |r1 - P r2|^2 + n^2 (m1 -
/// m2)^2, and a quarter of its gradient is M = -(A1 P A2 + n r1 r2') up to constant rows and columns. M
/// follows the moved points by products of rank k; the linear sub-problems are solved by AssignmentSolver,
/// warm from step to step. Sources: Frank and Wolfe 1956; full steps on concave objectives: Vayer et al.,
/// arXiv:1811.02834; Jonker and Volgenant, doi:10.1007/BF02278710. Not to be shared by threads. Serial.
class PermutationSolver {
 public:
  /// `points`: the most points of a layer; `backend` must outlive the solver. Throws std::bad_alloc.
  PermutationSolver(const linalg::DenseBackend& backend, std::size_t points, GradientMode gradient);
  PermutationSolver(PermutationSolver&& other) noexcept;
  PermutationSolver& operator=(PermutationSolver&& other) noexcept;
  ~PermutationSolver();

  /// Descends from the permutation `start` (n entries). Options used: exchange_polish, iteration_limit.
  /// Low-rank mode needs `basis` in both layers. Cost: see PairSolver::solve.
  [[nodiscard]] Descent descend(const MetricSpace& first, const MetricSpace& second,
                                std::span<const std::int32_t> start, const PairOptions& options);

  /// Bytes that a solver of `points` points allocates; `rank`: of the layers' low-rank forms.
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points, GradientMode gradient,
                                                   std::size_t rank);

 private:
  class Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace netseam::transport
