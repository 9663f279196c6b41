#include "cross_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {

const std::vector<double>& shown_values(const data::CrossMeasure& measure) {
  return measure.name == "gw" ? measure.distance : measure.value;
}

std::string shown_title(const data::CrossMeasure& measure) {
  return measure.name == "gw" ? "GW distance" : measure.title;
}

std::string shown_title_with_unit(const data::CrossMeasure& measure) {
  const bool none = measure.unit.empty() || measure.unit == "none";
  return fmt::format("{} ({})", shown_title(measure), none ? "no unit" : measure.unit);
}

ColourRange cross_range(const PageModel& model, const std::string& measure) {
  ColourRange range{0, 0};
  bool any = false;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& cross : checkpoint.cross)
      for (const auto& values : cross.measure) {
        if (values.name != measure) continue;
        for (const double value : shown_values(values)) {
          if (!std::isfinite(value)) continue;
          range.low = any ? std::min(range.low, value) : value;
          range.high = any ? std::max(range.high, value) : value;
          any = true;
        }
      }
  return range;
}

const data::Segmentation* groups_by(const CheckpointPage& checkpoint, const std::string& measure) {
  for (const auto& table : checkpoint.measure)
    if (table.name == measure && table.grouped) return &table.segmentation;
  return nullptr;
}

const CheckpointPage* other_checkpoint(const PageModel& model, const data::CrossComparison& cross) {
  if (!cross.checkpoint) return nullptr;
  const auto found = std::find_if(
      model.checkpoint.begin(), model.checkpoint.end(),
      [&](const CheckpointPage& page) { return page.name == cross.name && page.layer == cross.layer; });
  return found == model.checkpoint.end() ? nullptr : &*found;
}

}  // namespace netseam::report
