#include "check_network.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cstddef>

namespace netseam::mlp {

void check_shape(const Shape& shape) {
  if (shape.units.size() < 2) throw core::InternalError("a network needs two layers of units at least");
  if (std::ranges::find(shape.units, std::size_t{0}) != shape.units.end())
    throw core::InternalError("a layer of a network has no units");
}

void check_network(const Network& network) {
  check_shape(network.shape);
  if (network.parameter.size() != network.shape.parameters())
    throw core::InternalError("a network has more or fewer parameters than its shape");
}

void check_mask(const Mask& mask) {
  check_shape(mask.shape);
  if (mask.kept.size() != mask.shape.layers())
    throw core::InternalError("the mask has another number of layers");
  for (std::size_t l = 0; l < mask.shape.layers(); ++l)
    if (mask.kept[l].size() != mask.shape.units[l] * mask.shape.units[l + 1])
      throw core::InternalError("the mask has another number of weights");
}

}  // namespace netseam::mlp
