#include "netseam/mlp/network.hpp"

#include "check_network.hpp"
#include "kept_parameters.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::mlp {

std::size_t Shape::weights() const noexcept {
  std::size_t count = 0;
  for (std::size_t l = 0; l < layers(); ++l) count += units[l] * units[l + 1];
  return count;
}

std::size_t Shape::parameters() const noexcept { return first_weight(layers()); }

std::size_t Shape::first_weight(std::size_t layer) const noexcept {
  std::size_t first = 0;
  for (std::size_t l = 0; l < layer; ++l) first += (units[l] + 1) * units[l + 1];
  return first;
}

std::size_t Shape::first_bias(std::size_t layer) const noexcept {
  return first_weight(layer) + units[layer] * units[layer + 1];
}

std::span<float> Network::weights(std::size_t layer) {
  return std::span(parameter).subspan(shape.first_weight(layer), shape.units[layer] * shape.units[layer + 1]);
}
std::span<const float> Network::weights(std::size_t layer) const {
  return std::span(parameter).subspan(shape.first_weight(layer), shape.units[layer] * shape.units[layer + 1]);
}
std::span<float> Network::biases(std::size_t layer) {
  return std::span(parameter).subspan(shape.first_bias(layer), shape.units[layer + 1]);
}
std::span<const float> Network::biases(std::size_t layer) const {
  return std::span(parameter).subspan(shape.first_bias(layer), shape.units[layer + 1]);
}

Network initial_network(const Shape& shape, core::RandomStream& random) {
  check_shape(shape);
  Network network{shape, std::vector<float>(shape.parameters())};
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(shape.units[l]));
    for (float& weight : network.weights(l)) weight = static_cast<float>(deviation * random.normal());
  }
  return network;
}

std::size_t Mask::weights_kept() const {
  std::size_t count = 0;
  for (const auto& layer : kept)
    count += static_cast<std::size_t>(
        std::ranges::count_if(layer, [](unsigned char there) { return there != 0; }));
  return count;
}

Mask full_mask(const Shape& shape) {
  check_shape(shape);
  Mask mask{shape, {}};
  for (std::size_t l = 0; l < shape.layers(); ++l)
    mask.kept.emplace_back(shape.units[l] * shape.units[l + 1], static_cast<unsigned char>(1));
  return mask;
}

void apply_mask(const Mask& mask, Network& network) {
  check_network(network);
  if (mask.shape != network.shape) throw core::InternalError("the mask is not one of this network");
  const auto kept = kept_parameters(mask);
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] == 0) network.parameter[i] = 0;
}

}  // namespace netseam::mlp
