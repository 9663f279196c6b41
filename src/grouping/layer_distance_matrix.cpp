#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/pair_values.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <cmath>

namespace netseam::grouping {

std::vector<double> distances_of_pairs(std::span<const double> value, std::size_t layers, PairValue kind) {
  if (layers == 0 || value.size() != data::pair_count(layers))
    throw core::InternalError("distances_of_pairs: the values are not those of all pairs of layers");
  std::vector<double> distance(layers * layers, 0);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j) {
      const double of_pair = value[data::pair_index(i, j, layers)];
      if (!std::isfinite(of_pair) || of_pair < 0)
        throw core::InternalError("distances_of_pairs: a value is negative or not finite");
      distance[i * layers + j] = distance[j * layers + i] =
          kind == PairValue::loss ? std::sqrt(of_pair) / 2 : of_pair;
    }
  return distance;
}

std::vector<double> distances_of_losses(std::span<const double> losses, std::size_t layers) {
  return distances_of_pairs(losses, layers, PairValue::loss);
}

}  // namespace netseam::grouping
