#include "nearest_layer.hpp"

#include "target_interval.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace netseam::pipeline {

NearestLayer find_nearest_layer(std::span<const double> distance, core::MatrixView<const double> drawn) {
  NearestLayer nearest;
  for (std::size_t layer = 0; layer < distance.size(); ++layer)
    if (!std::isnan(distance[layer]) &&
        (nearest.layer < 0 || distance[layer] < distance[static_cast<std::size_t>(nearest.layer)]))
      nearest.layer = static_cast<std::int64_t>(layer);
  if (nearest.layer < 0 || drawn.columns() == 0) return nearest;
  const auto own = drawn.row(static_cast<std::size_t>(nearest.layer));
  std::size_t times = 0;
  for (std::size_t draw = 0; draw < drawn.columns(); ++draw) {
    bool alone = !std::isnan(own[draw]);
    for (std::size_t layer = 0; alone && layer < distance.size(); ++layer)
      alone = static_cast<std::int64_t>(layer) == nearest.layer || !(drawn(layer, draw) <= own[draw]);
    if (alone) ++times;
  }
  nearest.confidence = static_cast<double>(times) / static_cast<double>(drawn.columns());
  const auto interval = interval_of(own);
  nearest.low = interval.low;
  nearest.high = interval.high;
  return nearest;
}

}  // namespace netseam::pipeline
