#include "layer_profiles.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/profile/profile_layer.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace netseam::pipeline {
namespace {

constexpr std::size_t share_left_out = 100;  // one sample in so many

/// Squared distance of every point to the mean point, divided by its mean over the points; 0 for a constant
/// layer.
std::vector<double> relative_norms(core::MatrixView<const float> points) {
  const std::size_t count = points.rows(), width = points.columns();
  std::vector<double> mean(width, 0), norm(count, 0);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < width; ++k) mean[k] += static_cast<double>(points(i, k));
  for (double& value : mean) value /= static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < width; ++k) {
      const double difference = static_cast<double>(points(i, k)) - mean[k];
      norm[i] += difference * difference;
    }
  const double sum = std::accumulate(norm.begin(), norm.end(), 0.0);
  if (sum > 0)
    for (double& value : norm) value *= static_cast<double>(count) / sum;
  return norm;
}

/// What one rank finds of one layer.
struct LayerFindings {
  std::vector<double> property;  // by profile_properties()
  std::vector<double> norm;      // by point
};

LayerFindings look_at(const linalg::DenseBackend& backend, const LayersInput& input, std::size_t layer) {
  const auto read = input.reader.read(layer, input.rows);
  const core::MatrixView<const float> points(read.values.data(), read.points(), read.width);
  LayerFindings findings;
  for (const auto& value : profile::profile_layer(backend, points, {}))
    findings.property.push_back(value.value);
  findings.norm = relative_norms(points);
  return findings;
}

std::vector<std::size_t> without_largest(const std::vector<std::size_t>& rows,
                                         const std::vector<double>& norm) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return norm[a] > norm[b]; });
  order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(
                                                 std::max<std::size_t>(1, rows.size() / share_left_out)));
  std::sort(order.begin(), order.end());
  for (std::size_t& place : order) place = rows[place];
  return order;
}

}  // namespace

LayerProfiles profile_layers(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
                             const LayersInput& input) {
  const std::size_t layers = input.shapes.size();
  const auto rank = static_cast<std::size_t>(communicator.rank()),
             size = static_cast<std::size_t>(communicator.size());
  LayerProfiles found;
  for (const auto& property : profile::profile_properties())
    found.profile.push_back(
        {property.name, property.title, property.unit, property.source, std::vector<double>(layers)});
  std::vector<double> norm(input.rows.size(), 0);
  bool one_point_each = true;
  for (std::size_t first = 0; first < layers; first += size) {
    const auto mine = parallel::agree(communicator, [&] {
      return first + rank < layers ? look_at(backend, input, first + rank) : LayerFindings{};
    });
    // layer after layer, so that sums do not depend on the number of ranks
    for (std::size_t layer = first; layer < std::min(layers, first + size); ++layer) {
      const int owner = static_cast<int>(layer - first);
      const auto property = parallel::broadcast(communicator, mine.property, owner);
      for (std::size_t k = 0; k < property.size(); ++k) found.profile[k].value[layer] = property[k];
      const auto of_layer = parallel::broadcast(communicator, mine.norm, owner);
      one_point_each = one_point_each && of_layer.size() == norm.size();
      if (one_point_each)
        std::transform(norm.begin(), norm.end(), of_layer.begin(), norm.begin(), std::plus<>());
    }
  }
  found.ordinary_rows = one_point_each ? without_largest(input.rows, norm) : input.rows;
  return found;
}

}  // namespace netseam::pipeline
