#pragma once
#include "netseam/mlp/network.hpp"

namespace netseam::mlp {

/// Throws InternalError unless there are two layers of units or more and none is empty.
void check_shape(const Shape& shape);
/// The same, and unless the network has as many parameters as its shape says.
void check_network(const Network& network);
/// Throws InternalError unless the mask has as many layers and weights as its shape says.
void check_mask(const Mask& mask);

}  // namespace netseam::mlp
