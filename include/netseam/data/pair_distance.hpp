#pragma once
#include <cstdint>
#include <vector>

namespace netseam::data {

/// Where the descent that won began. The numbers are stored in files: never renumber.
enum class Start : std::uint8_t { identity = 0, product = 1, previous = 2, perturbed = 3 };

/// How a descent ended. The numbers are stored in files: never renumber.
enum class SolveStatus : std::uint8_t {
  converged = 0,        // no better vertex in the linear sub-problem and no improving exchange of two points
  iteration_limit = 1,  // stopped by the limit on iterations; the value is still that of the stored coupling
};

/// One entry of a sparse coupling: `mass` from point `row` of the first layer to point `column` of the
/// second.
struct CouplingEntry {
  std::int32_t row = 0, column = 0;
  double mass = 0;
};

/// What was found for one pair of layers. All losses are Gromov-Wasserstein losses: the sum over i, k, j, l
/// of (C1[i,k] - C2[j,l])^2 T[i,j] T[k,l] for normalised distance matrices C1, C2 (no unit) and the coupling
/// T.
struct PairDistance {
  double loss = 0;         // of the stored coupling: an upper bound of the minimum
  double lower_bound = 0;  // certified, rounding slack taken off; never negative
  double identity = 0;     // loss of the identity coupling: every sample is matched with itself
  double gap = 0;  // Frank-Wolfe gap at the stored coupling, relative to the loss; 0 = no better vertex
  std::uint32_t iterations = 0;  // linear sub-problems solved, over all starts
  Start start = Start::identity;
  SolveStatus status = SolveStatus::converged;
  std::vector<std::int32_t>
      permutation;  // point i of the first is matched with permutation[i] of the second; or empty,
  std::vector<CouplingEntry> coupling;  // and then the coupling is here (row-major order, masses sum to 1)
  std::vector<double> resampled;        // loss of the same coupling on each bootstrap resample of the samples
};

}  // namespace netseam::data
