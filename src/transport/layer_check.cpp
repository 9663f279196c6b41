#include "layer_check.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::transport {

void refuse_layer(const data::LayerActivations& layer, const std::string& place, const std::string& found,
                  const std::string& expected) {
  throw core::InputError({layer.file,
                          fmt::format("layer {}{}{}", layer.name, place.empty() ? "" : ", ", place), found,
                          expected});
}

std::string row_name(const data::LayerActivations& layer, std::size_t row) {
  return fmt::format("row {} (sample {})", row, layer.sample_of_row[row]);
}

void check_layer(const data::LayerActivations& layer) {
  const std::size_t n = layer.points(), width = layer.width;
  if (n < 2) refuse_layer(layer, "", fmt::format("{} point(s)", n), "at least 2 points");
  if (width == 0) refuse_layer(layer, "", "no columns", "at least 1 column");
  if (layer.values.size() != n * width)
    throw core::InternalError(fmt::format("layer {}: {} values for {} points of width {}", layer.name,
                                          layer.values.size(), n, width));
  const auto bad = std::find_if(layer.values.begin(), layer.values.end(),
                                [](float value) { return !std::isfinite(value); });
  if (bad == layer.values.end()) return;
  const auto place = static_cast<std::size_t>(bad - layer.values.begin());
  refuse_layer(layer, fmt::format("{}, column {}", row_name(layer, place / width), place % width),
               std::isnan(*bad) ? "NaN" : "infinity", "finite values");
}

}  // namespace netseam::transport
