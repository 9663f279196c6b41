#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::spectral {

struct KMeansOptions {
  std::size_t clusters = 1;
  std::size_t starts = 25;
  std::uint64_t seed = 1;
  std::size_t maximum_iterations = 300;
  /// A run ends when the sum of the square moves of the centres is not above this times the mean variance of
  /// the coordinates, or when no point changes its cluster.
  double tolerance = 1e-4;
  /// Leave out distances that bounds show to be of no account. The result is the same.
  bool use_bounds = true;
};

struct KMeansStart {
  double inertia = 0;  // sum over points of the square distance to the mean of their cluster
  std::uint32_t iterations = 0;
  bool converged = false;  // before the iterations were spent
  double agreement = 1;    // adjusted Rand index with the best start
};

struct KMeansClusters {
  std::vector<std::int32_t> label;  // of each point: 0 .. clusters-1, in the order of their first points
  double inertia = 0;
  std::size_t clusters = 0;        // that have points; fewer than asked for where fewer points are distinct
  std::size_t best_start = 0;      // of least inertia, the first of equal ones
  std::vector<KMeansStart> start;  // every start
};

/// k-means: the best of `starts` runs of Lloyd's iteration (Lloyd 1982, doi:10.1109/TIT.1982.1056489). Start
/// s is a function of the points, the seed and s; its centres are drawn by k-means++ with 2 + log(clusters)
/// trials for each centre, of which the best is kept (Arthur and Vassilvitskii 2007, SODA, section 6; as
/// scikit-learn does). A cluster that loses all points takes the point that is farthest from its own centre.
/// `points`: n x d, the same bytes on every rank; they are rounded to float32 and to a common grid, 2^53 /
/// (2 n) steps from 0 to the largest coordinate, on which sums are exact. Distances are float32, decisions of
/// bounds allow for their rounding (Hamerly 2010, doi:10.1137/1.9781611972801.12); inertia is float64.
/// The starts are spread over the ranks; the result is the same on every rank and any number of them.
/// 1 <= clusters <= n < 2^31, clusters <= 65536, starts > 0, finite points: else InternalError on all ranks.
/// Collective. At most 2 n d clusters flop for each iteration; memory 2 n d floats and 2 n bytes for each own
/// start.
[[nodiscard]] KMeansClusters k_means(const parallel::Communicator& communicator,
                                     core::MatrixView<const double> points, const KMeansOptions& options);

}  // namespace netseam::spectral
