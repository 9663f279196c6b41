#include "check_network.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

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

}  // namespace netseam::mlp
