#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_distances.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace netseam::transport {

/// Masses of points as whole numbers of one unit, so that a network simplex works without rounding.
struct WholeMasses {
  std::vector<std::int64_t> first, second;  // both sum to `total`
  std::int64_t total = 0;
};

/// Uniform masses of n and m points: exact, with unit 1 / lcm(n, m).
[[nodiscard]] WholeMasses uniform_masses(std::size_t n, std::size_t m);

/// Given masses (positive, sums 1 up to rounding) to the nearest multiples of 2^-40, at least one unit each;
/// what is lacking to the sum goes to the largest.
[[nodiscard]] WholeMasses rounded_masses(std::span<const double> first, std::span<const double> second);

/// The transport problem: least <M, S> over couplings S of two sets of masses; one network for many costs M.
/// Method: network simplex of LEMON on the complete bipartite graph, in whole numbers throughout: with costs
/// in floating point its pivots may cycle. Costs are rounded to 2^-40 of their range, so that the value is
/// within that of the least. Not to be shared by threads.
class TransportProblem {
 public:
  explicit TransportProblem(const WholeMasses& masses);
  TransportProblem(TransportProblem&& other) noexcept;
  TransportProblem& operator=(TransportProblem&& other) noexcept;
  ~TransportProblem();

  /// A vertex of least cost: n + m - 1 entries at most, row-major order. `cost`: n x m, finite.
  /// Throws NumericalError should the simplex fail.
  [[nodiscard]] std::vector<data::CouplingEntry> solve(core::MatrixView<const double> cost);

  /// Bytes that a problem allocates.
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t n, std::size_t m);

 private:
  struct Network;
  std::unique_ptr<Network> network_;
};

}  // namespace netseam::transport
