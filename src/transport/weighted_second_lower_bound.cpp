#include "netseam/transport/bounds.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace netseam::transport {
namespace {

struct Atom {
  double distance, mass;
};

// distribution of all distances under the weights, ascending
std::vector<Atom> distance_atoms(core::MatrixView<const float> distance, std::span<const double> weight) {
  const std::size_t n = distance.rows();
  std::vector<Atom> atoms;
  atoms.reserve(n * (n - 1) / 2 + 1);
  Atom diagonal{0, 0};
  for (std::size_t i = 0; i < n; ++i) {
    diagonal.mass += weight[i] * weight[i];
    for (std::size_t k = 0; k < i; ++k)
      atoms.push_back({static_cast<double>(distance(i, k)), 2 * weight[i] * weight[k]});
  }
  atoms.push_back(diagonal);
  std::ranges::sort(atoms, {}, &Atom::distance);
  return atoms;
}

}  // namespace

double weighted_second_lower_bound(const MetricSpace& first, std::span<const double> first_weight,
                                   const MetricSpace& second, std::span<const double> second_weight) {
  std::vector<Atom> one = distance_atoms(first.distance, first_weight);
  std::vector<Atom> other = distance_atoms(second.distance, second_weight);
  const double largest = std::max(one.back().distance, other.back().distance);
  double sum = 0;
  for (std::size_t a = 0, b = 0; a < one.size() && b < other.size();) {
    const double difference = one[a].distance - other[b].distance;
    const double mass = std::min(one[a].mass, other[b].mass);
    sum += mass * difference * difference;
    one[a].mass -= mass;
    other[b].mass -= mass;
    if (one[a].mass <= 0) ++a;
    if (b < other.size() && other[b].mass <= 0) ++b;
  }
  // Each of the N steps puts masses wrong by a rounding or two of masses that sum to 1 and rounds the sum: a
  // mass of 4 N u in all, which costs its square of the largest difference; doubled for the weights' own
  // rounding.
  const double steps = static_cast<double>(one.size() + other.size());
  const double slack = 4 * steps * std::numeric_limits<double>::epsilon() * largest * largest;
  return std::max(0.0, sum - slack);
}

}  // namespace netseam::transport
