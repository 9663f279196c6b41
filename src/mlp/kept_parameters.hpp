#pragma once
#include "netseam/mlp/network.hpp"

#include <vector>

namespace netseam::mlp {

/// For every parameter, in their order: 1 = there. A bias is there where a weight of its unit is. Throws
/// InternalError where the mask does not fit its own shape. O(parameters).
[[nodiscard]] std::vector<unsigned char> kept_parameters(const Mask& mask);

}  // namespace netseam::mlp
