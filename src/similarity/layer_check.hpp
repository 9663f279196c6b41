#pragma once
#include "netseam/data/activations.hpp"

namespace netseam::similarity {

/// Refuses a layer that was read: InternalError where its shape is not the announced one, InputError naming
/// file, row and column of the first value that is not finite. O(n d).
void check_layer(const data::LayerActivations& layer, const data::LayerShape& announced);

}  // namespace netseam::similarity
