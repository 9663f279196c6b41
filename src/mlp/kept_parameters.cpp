#include "kept_parameters.hpp"

#include "check_network.hpp"

#include <algorithm>
#include <span>

namespace netseam::mlp {

std::vector<unsigned char> kept_parameters(const Mask& mask) {
  const Shape& shape = mask.shape;
  check_mask(mask);
  std::vector<unsigned char> kept;
  kept.reserve(shape.parameters());
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const std::size_t inputs = shape.units[l], outputs = shape.units[l + 1];
    const auto& layer = mask.kept[l];
    for (const unsigned char there : layer) kept.push_back(there != 0);
    for (std::size_t j = 0; j < outputs; ++j) {
      const auto row = std::span(layer).subspan(j * inputs, inputs);
      kept.push_back(std::ranges::any_of(row, [](unsigned char there) { return there != 0; }));
    }
  }
  return kept;
}

}  // namespace netseam::mlp
