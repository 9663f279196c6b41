#pragma once
#include "netseam/data/activations.hpp"

#include <cstddef>
#include <string>

namespace netseam::transport {

/// Throws InputError at `place` of a layer (empty = the layer itself).
[[noreturn]] void refuse_layer(const data::LayerActivations& layer, const std::string& place,
                               const std::string& found, const std::string& expected);

/// "row I (sample S)" of a layer, for messages.
[[nodiscard]] std::string row_name(const data::LayerActivations& layer, std::size_t row);

/// Refuses a layer of fewer than two points, of a wrong number of values, or with a value that is not finite.
void check_layer(const data::LayerActivations& layer);

}  // namespace netseam::transport
