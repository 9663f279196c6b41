#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace netseam::transport {

/// Finds the Gromov-Wasserstein distance of one pair of layers after another, in one workspace.
///
/// Two layers of equally many points and of negative type have a concave objective: its minima are
/// permutations, found by PermutationSolver from every start of the options; the lowest loss is kept, ties go
/// to the earlier start. All other pairs go through the general conditional gradient
/// (conditional_gradient.hpp). Not to be shared by threads. Serial.
class PairSolver {
 public:
  /// `points`: the most points of a layer; `backend` must outlive the solver. Throws std::bad_alloc.
  PairSolver(const linalg::DenseBackend& backend, std::size_t points, PairOptions options);
  PairSolver(PairSolver&& other) noexcept;
  PairSolver& operator=(PairSolver&& other) noexcept;
  ~PairSolver();

  /// `pair_id` keys the random numbers of restarts, so that the result is a function of the arguments and the
  /// options alone. `previous`: permutation of Start::previous, n entries; empty = that start is left out (if
  /// no start is left, identity is taken). Keep the first layer the same over successive calls: what was
  /// computed for it is reused as long as its address, `row_mean`, `mean` and `mean_square` stay the same.
  /// Cost: one product of 2 n^3 flop for each start, then passes of O(n^2); with low-rank gradients O(n^2 r)
  /// only. Throws InternalError when `previous` is no permutation or a layer has more than `points` points.
  [[nodiscard]] data::PairDistance solve(const MetricSpace& first, const MetricSpace& second,
                                         std::size_t pair_id, std::span<const std::int32_t> previous);

  /// The values that solve() gives for the coupling that is already `known`: its loss, and resamples of it,
  /// the loss of the identity coupling and the lower bound, computed anew. The rest of `known` stays as it
  /// is. Cost: as of one evaluation, O(n^2), and of the bound. Throws InternalError for a coupling that is
  /// none of these layers.
  [[nodiscard]] data::PairDistance values_of(const MetricSpace& first, const MetricSpace& second,
                                             data::PairDistance known);

  /// Bytes that a solver of `points` points allocates; `low_rank` as in MetricSpaceOptions. A pair that goes
  /// through the general conditional gradient takes general_workspace_bytes for as long as it is solved.
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points, const PairOptions& options,
                                                   std::size_t low_rank = 0);

 private:
  class Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace netseam::transport
