#include "k_means.hpp"

#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace netseam::grouping {
namespace {

constexpr int most_iterations = 100;

double square_distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t c = 0; c < x.size(); ++c) sum += (x[c] - y[c]) * (x[c] - y[c]);
  return sum;
}

// Each centre is a point drawn in proportion to its square distance to the centres so far.
std::vector<double> spread_centres(core::MatrixView<const double> points, std::size_t groups,
                                   core::RandomStream& random) {
  std::vector<double> centres, weight(points.rows(), std::numeric_limits<double>::infinity());
  std::size_t chosen = random.below(points.rows());
  for (std::size_t g = 0; g < groups; ++g) {
    const auto centre = points.row(chosen);
    centres.insert(centres.end(), centre.begin(), centre.end());
    double total = 0;
    for (std::size_t i = 0; i < points.rows(); ++i)
      total += weight[i] = std::min(weight[i], square_distance(points.row(i), centre));
    double left = random.uniform() * total;
    for (std::size_t i = 0; i < points.rows(); ++i) {
      if (weight[i] == 0) continue;
      chosen = i;
      if ((left -= weight[i]) < 0) break;
    }
  }
  return centres;
}

struct Assignment {
  std::vector<std::size_t> label;
  std::vector<double> square;  // of the distance to the own centre
  double cost = 0;
};

Assignment assign(core::MatrixView<const double> points, core::MatrixView<const double> centres) {
  Assignment result{std::vector<std::size_t>(points.rows(), 0),
                    std::vector<double>(points.rows(), std::numeric_limits<double>::infinity()), 0};
  for (std::size_t i = 0; i < points.rows(); ++i) {
    for (std::size_t g = 0; g < centres.rows(); ++g) {
      const double square = square_distance(points.row(i), centres.row(g));
      if (square < result.square[i]) {
        result.square[i] = square;
        result.label[i] = g;
      }
    }
    result.cost += result.square[i];
  }
  return result;
}

void move_centres(core::MatrixView<const double> points, Assignment& assignment,
                  core::MatrixView<double> centres) {
  std::vector<double> size(centres.rows(), 0);
  for (const std::size_t group : assignment.label) ++size[group];
  for (std::size_t g = 0; g < centres.rows(); ++g) {
    if (size[g] > 0) continue;
    const auto farthest = std::ranges::max_element(assignment.square);
    if (*farthest == 0) break;  // all points are at their centres
    std::size_t& label = assignment.label[static_cast<std::size_t>(farthest - assignment.square.begin())];
    --size[label];
    ++size[label = g];
    *farthest = 0;
  }
  for (std::size_t g = 0; g < centres.rows(); ++g)
    if (size[g] > 0) std::ranges::fill(centres.row(g), 0);
  for (std::size_t i = 0; i < points.rows(); ++i)
    for (std::size_t c = 0; c < points.columns(); ++c)
      centres(assignment.label[i], c) += points(i, c) / size[assignment.label[i]];
}

Assignment lloyd(core::MatrixView<const double> points, core::MatrixView<double> centres) {
  Assignment current = assign(points, centres);
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    Assignment moved = current;
    move_centres(points, moved, centres);
    moved = assign(points, centres);
    if (moved.cost >= current.cost) break;
    current = std::move(moved);
  }
  return current;
}

}  // namespace

std::vector<std::size_t> k_means(core::MatrixView<const double> points, std::size_t groups,
                                 std::size_t starts, std::uint64_t seed) {
  core::RandomStream random(seed, groups, core::Purpose::k_means);
  Assignment best;
  best.cost = std::numeric_limits<double>::infinity();
  for (std::size_t start = 0; start < starts; ++start) {
    std::vector<double> centres = spread_centres(points, groups, random);
    Assignment reached = lloyd(points, {centres.data(), groups, points.columns()});
    if (reached.cost < best.cost) best = std::move(reached);
  }
  return best.label;
}

}  // namespace netseam::grouping
