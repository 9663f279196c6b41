#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::transport {

/// Whether a pair needs general_pair_distance: the numbers of points differ, or a layer is not of negative
/// type, so that the minimum may lie at a coupling that is no permutation. (Unequal weights need it too.)
[[nodiscard]] bool needs_general_solver(const MetricSpace& first, const MetricSpace& second);

/// Loss of a coupling, the sum over its entries (i,j) and (k,l) of (C1[i,k] - C2[j,l])^2 T[i,j] T[k,l], in
/// float64; masses need not sum to 1. Entries in any order, each pair of points at most once. Never negative.
/// Cost: 2 (n + m) flop for each entry, 8 n m bytes. Throws InternalError for an index out of range.
[[nodiscard]] double coupling_loss(const MetricSpace& first, const MetricSpace& second,
                                   std::span<const data::CouplingEntry> coupling);

/// What general_pair_distance may be told beside the options. Empty spans: nothing is told.
struct GeneralPairInput {
  std::span<const double> first_weight = {};   // n, positive, sum 1 to 1e-9; empty = uniform
  std::span<const double> second_weight = {};  // m, likewise
  std::span<const data::CouplingEntry> previous =
      {};                   // coupling for Start::previous; empty = that start is left out
  std::size_t pair_id = 0;  // keys the random numbers of restarts
};

/// Gromov-Wasserstein distance of any two layers by the conditional gradient method: the linear sub-problem
/// is an exact transport problem (network simplex), the step an exact line search. From each start of the
/// options, and from `restarts` mixtures of the best coupling with random vertices in random shares; the
/// lowest loss is kept, ties go to the earlier start. Starts: identity is the coupling that shares the mass
/// of a sample between its points in both layers (where the masses of a sample differ between the layers
/// there is none: product is taken instead and `identity` is NaN); product is p q'. Options used: starts,
/// restarts, iteration_limit, third_lower_bound, seed. Ends with status converged when the Frank-Wolfe gap is
/// below 1e-9 of the loss (or of the rounding of the objective where the loss is near 0). Fills all of
/// PairDistance but `resampled`; `permutation` is empty and the result is `coupling`. The lower bound is
/// certified_lower_bound for uniform weights, else weighted_second_lower_bound. Serial. Throws InternalError
/// for weights of a wrong length or sum. Cost of an iteration: a product of 2 n m min(n, m) flop in float64
/// and one transport problem; 32 n m bytes and more. Sources: Vayer et al. 2020, doi:10.3390/a13090212,
/// algorithm 2 (conditional gradient, line search); Peyre, Cuturi and Solomon 2016 (factorised gradient).
[[nodiscard]] data::PairDistance general_pair_distance(const linalg::DenseBackend& backend,
                                                       const MetricSpace& first, const MetricSpace& second,
                                                       const GeneralPairInput& input,
                                                       const PairOptions& options);

/// `known` with the loss of its coupling, the loss of the identity coupling and the lower bound computed
/// anew, as general_pair_distance gives them; `input` needs weights only. Errors as there. Cost: that of the
/// bound, and of coupling_loss.
[[nodiscard]] data::PairDistance general_pair_values(const linalg::DenseBackend& backend,
                                                     const MetricSpace& first, const MetricSpace& second,
                                                     const GeneralPairInput& input,
                                                     const PairOptions& options, data::PairDistance known);

/// Bytes that general_pair_distance allocates at most for layers of n and m points.
[[nodiscard]] std::size_t general_workspace_bytes(std::size_t n, std::size_t m);

}  // namespace netseam::transport
