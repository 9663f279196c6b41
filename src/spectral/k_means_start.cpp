#include "k_means_start.hpp"

#include "k_means_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace netseam::spectral {
namespace {

/// Square distances of all points to the nearest of some centres, and their sums.
struct Closeness {
  core::AlignedBuffer<float> distance;  // padded
  std::vector<double> block_sum;
  double sum = 0;

  explicit Closeness(const KMeansPoints& points)
      : distance(points.padded_size()), block_sum(points.padded_size() / block_points) {}
};

/// `next` = `now` with one more centre.
void add_centre(const KMeansPoints& points, std::size_t centre, const Closeness& now, Closeness& next) {
  closer_distances(points.transposed(), next.block_sum.size(), points.dims(), points.row(centre),
                   now.distance.data(), next.distance.data(), next.block_sum.data());
  for (std::size_t i = points.size(); i < points.padded_size(); ++i) {  // what fills the last block
    next.block_sum.back() -= static_cast<double>(next.distance[i]);
    next.distance[i] = 0;
  }
  next.block_sum.back() = std::max(next.block_sum.back(), 0.0);
  next.sum = std::accumulate(next.block_sum.begin(), next.block_sum.end(), 0.0);
}

/// A point drawn in proportion to its distance.
std::size_t draw_point(const KMeansPoints& points, const Closeness& now, core::RandomStream& random) {
  double left = random.uniform() * now.sum;
  if (!(now.sum > 0)) return random.below(points.size());
  std::size_t block = 0;
  while (block + 1 < now.block_sum.size() && left >= now.block_sum[block]) left -= now.block_sum[block++];
  const std::size_t end = std::min(points.size(), (block + 1) * block_points);
  std::size_t drawn = end - 1;
  for (std::size_t i = block * block_points; i < end; ++i) {
    left -= static_cast<double>(now.distance[i]);
    if (left < 0) {
      drawn = i;
      break;
    }
  }
  while (drawn > 0 && now.distance[drawn] == 0) --drawn;  // where rounding led past the last
  return drawn;
}

}  // namespace

std::vector<std::size_t> draw_start(const KMeansPoints& points, std::size_t clusters,
                                    core::RandomStream random) {
  const std::size_t trials = 2 + static_cast<std::size_t>(std::log(static_cast<double>(clusters)));
  Closeness now(points), trial(points), best(points);
  std::ranges::fill(now.distance.span(), std::numeric_limits<float>::max());
  std::vector<std::size_t> centres{random.below(points.size())};
  add_centre(points, centres[0], now, best);
  std::swap(now, best);
  while (centres.size() < clusters) {
    std::size_t chosen = 0;
    for (std::size_t t = 0; t < trials; ++t) {
      const std::size_t candidate = draw_point(points, now, random);
      add_centre(points, candidate, now, trial);
      if (t > 0 && trial.sum >= best.sum) continue;
      std::swap(trial, best);
      chosen = candidate;
    }
    centres.push_back(chosen);
    std::swap(now, best);
  }
  return centres;
}

}  // namespace netseam::spectral
