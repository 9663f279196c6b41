#include "netseam/spectral/k_means.hpp"

#include "k_means_points.hpp"
#include "k_means_start.hpp"
#include "lloyd.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <cmath>
#include <span>
#include <string>

namespace netseam::spectral {
namespace {

using Labels = std::vector<std::uint16_t>;

void check_request(core::MatrixView<const double> points, const KMeansOptions& options) {
  const std::size_t most_points = std::size_t{1} << 31, most_clusters = std::size_t{1} << 16;
  if (options.clusters == 0 || options.clusters > points.rows() || options.clusters > most_clusters ||
      points.rows() >= most_points)
    throw core::InternalError(std::to_string(points.rows()) + " points cannot be put into " +
                              std::to_string(options.clusters) + " clusters");
  if (options.starts == 0) throw core::InternalError("k-means was asked for without a start");
  for (std::size_t i = 0; i < points.rows(); ++i)
    for (const double value : points.row(i))
      if (!std::isfinite(value)) throw core::InternalError("a point of k-means is not finite");
}

struct OwnStarts {
  std::vector<KMeansStart> start;
  std::vector<Labels> label;
};

OwnStarts run_own_starts(const parallel::Communicator& communicator, core::MatrixView<const double> input,
                         const KMeansOptions& options) {
  check_request(input, options);
  const KMeansPoints points(input);
  const double variance = points.square_sum() / static_cast<double>(points.size()) /
                          static_cast<double>(std::max<std::size_t>(input.columns(), 1));
  const LloydLimits limits{options.maximum_iterations, options.tolerance * variance, options.use_bounds};
  OwnStarts own;
  for (auto s = static_cast<std::size_t>(communicator.rank()); s < options.starts;
       s += static_cast<std::size_t>(communicator.size())) {
    const auto start =
        draw_start(points, options.clusters, core::RandomStream(options.seed, s, core::Purpose::k_means));
    const LloydRun run = lloyd(points, start, limits);
    own.start.push_back({points.square_scale() * run.inertia, run.iterations, run.converged, 1});
    own.label.emplace_back(run.label.begin(), run.label.end());
  }
  return own;
}

/// Values of own starts, in the order of starts, on every rank.
template <class T>
std::vector<T> gather_by_start(const parallel::Communicator& communicator, const std::vector<T>& own,
                               std::size_t starts) {
  const auto joined = parallel::all_gather(communicator, std::span<const T>(own));
  std::vector<T> ordered(starts);
  std::size_t place = 0;
  const auto ranks = static_cast<std::size_t>(communicator.size());
  for (std::size_t rank = 0; rank < ranks; ++rank)
    for (std::size_t s = rank; s < starts; s += ranks) ordered[s] = joined[place++];
  return ordered;
}

double agreement(const Labels& first, const Labels& second, std::size_t clusters) {
  std::vector<std::size_t> common(clusters * clusters, 0);
  for (std::size_t i = 0; i < first.size(); ++i) ++common[first[i] * clusters + second[i]];
  return stats::adjusted_rand_index({common.data(), clusters, clusters});
}

/// Numbers clusters in the order of their first points; returns how many there are.
std::size_t number_by_appearance(const Labels& label, std::size_t clusters, std::vector<std::int32_t>& to) {
  std::vector<std::int32_t> number(clusters, -1);
  std::int32_t used = 0;
  to.reserve(label.size());
  for (const std::uint16_t cluster : label) {
    if (number[cluster] < 0) number[cluster] = used++;
    to.push_back(number[cluster]);
  }
  return static_cast<std::size_t>(used);
}

}  // namespace

KMeansClusters k_means(const parallel::Communicator& communicator, core::MatrixView<const double> points,
                       const KMeansOptions& options) {
  OwnStarts own =
      parallel::agree(communicator, [&] { return run_own_starts(communicator, points, options); });
  KMeansClusters result;
  result.start = gather_by_start(communicator, own.start, options.starts);
  for (std::size_t s = 1; s < options.starts; ++s)
    if (result.start[s].inertia < result.start[result.best_start].inertia) result.best_start = s;
  result.inertia = result.start[result.best_start].inertia;
  const auto ranks = static_cast<std::size_t>(communicator.size());
  Labels best;
  if (result.best_start % ranks == static_cast<std::size_t>(communicator.rank()))
    best = own.label[result.best_start / ranks];
  best = parallel::broadcast(communicator, best, static_cast<int>(result.best_start % ranks));
  for (std::size_t s = 0; s < own.start.size(); ++s)
    own.start[s].agreement = agreement(own.label[s], best, options.clusters);
  result.start = gather_by_start(communicator, own.start, options.starts);
  result.clusters = number_by_appearance(best, options.clusters, result.label);
  return result;
}

}  // namespace netseam::spectral
