#include "pair_matrix.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::artifact {

std::vector<double> field_matrix(const data::LayerDistances& layers, double data::PairDistance::*field) {
  std::vector<double> values;
  for (const auto& pair : layers.pair) values.push_back(pair.*field);
  return symmetric_matrix<double>(layers.name.size(), values);
}

double gw_distance(double loss) { return std::sqrt(loss) / 2; }

std::vector<double> gw_distance_matrix(const data::LayerDistances& layers) {
  auto matrix = field_matrix(layers, &data::PairDistance::loss);
  std::transform(matrix.begin(), matrix.end(), matrix.begin(), gw_distance);
  return matrix;
}

std::vector<std::int64_t> group_of_layer(std::size_t layers, std::span<const std::size_t> border) {
  std::vector<std::int64_t> group(layers);
  for (std::size_t layer = 0; layer < layers; ++layer)
    group[layer] = std::upper_bound(border.begin(), border.end(), layer) - border.begin();
  return group;
}

void require_all_pairs(const data::LayerDistances& layers) {
  if (layers.first_pair != 0 || layers.pair.size() != data::pair_count(layers.name.size()))
    throw core::InternalError("the layer distances are not complete: some pairs are missing");
}

}  // namespace netseam::artifact
