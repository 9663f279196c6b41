#include "layer_check.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::similarity {

void check_layer(const data::LayerActivations& layer, const data::LayerShape& announced) {
  if (layer.points() != announced.points || layer.width != announced.width ||
      layer.values.size() != layer.points() * layer.width)
    throw core::InternalError(fmt::format("layer {} came as {} x {} with {} values, announced as {} x {}",
                                          announced.name, layer.points(), layer.width, layer.values.size(),
                                          announced.points, announced.width));
  const auto bad = std::ranges::find_if(layer.values, [](float value) { return !std::isfinite(value); });
  if (bad == layer.values.end()) return;
  const auto place = static_cast<std::size_t>(bad - layer.values.begin());
  const std::size_t row = place / layer.width;
  throw core::InputError({layer.file,
                          fmt::format("layer {}, row {} (sample {}), column {}", layer.name, row,
                                      layer.sample_of_row[row], place % layer.width),
                          std::isnan(*bad) ? "NaN" : "infinity", "finite values"});
}

}  // namespace netseam::similarity
