#include "netseam/readout/equal_distances.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace netseam::readout {
namespace {

constexpr double tolerance = 0.01;

double squared_distance(core::MatrixView<const float> values, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t k = 0; k < values.columns(); ++k) {
    const double difference = static_cast<double>(values(i, k)) - static_cast<double>(values(j, k));
    sum += difference * difference;
  }
  return sum;
}

std::vector<double> sorted_distances(core::MatrixView<const float> values) {
  const std::size_t samples = values.rows(), used = std::min(samples, equal_distance_samples);
  std::vector<double> distance;
  distance.reserve(used * (used - 1) / 2);
  for (std::size_t i = 0; i < used; ++i)
    for (std::size_t j = i + 1; j < used; ++j)
      distance.push_back(std::sqrt(squared_distance(values, i * samples / used, j * samples / used)));
  std::sort(distance.begin(), distance.end());
  return distance;
}

}  // namespace

double equal_distance_share(core::MatrixView<const float> values) {
  if (values.rows() < 2) throw core::InternalError("equal_distance_share: fewer than two samples");
  const auto distance = sorted_distances(values);
  // all that lie within 1 % of a value c lie between c (1 - 1 %) and c (1 + 1 %)
  constexpr double ratio = (1 + tolerance) / (1 - tolerance);
  std::size_t most = 0;
  for (std::size_t first = 0, end = 0; first < distance.size(); ++first) {
    while (end < distance.size() && distance[end] <= distance[first] * ratio) ++end;
    most = std::max(most, end - first);
  }
  return static_cast<double>(most) / static_cast<double>(distance.size());
}

}  // namespace netseam::readout
