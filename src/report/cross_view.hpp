#pragma once
// What the page shows of layers beside those of other networks.
#include "colour_scale.hpp"

#include "netseam/data/cross_comparison.hpp"
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::report {

/// The values that are shown: of gw the distances, of others the values of the measure.
[[nodiscard]] const std::vector<double>& shown_values(const data::CrossMeasure& measure);
/// Title and unit that go with them; `title_with_unit` as for other measures.
[[nodiscard]] std::string shown_title(const data::CrossMeasure& measure);
[[nodiscard]] std::string shown_title_with_unit(const data::CrossMeasure& measure);

/// Least and largest finite shown value of the measure of that name over all checkpoints and networks.
[[nodiscard]] ColourRange cross_range(const PageModel& model, const std::string& measure);

/// The groups by the measure of that name; null where there are none.
[[nodiscard]] const data::Segmentation* groups_by(const CheckpointPage& checkpoint,
                                                  const std::string& measure);

/// The checkpoint on the page that `cross` is about; null where it is another network, or not on the page
/// with the same layers.
[[nodiscard]] const CheckpointPage* other_checkpoint(const PageModel& model,
                                                     const data::CrossComparison& cross);

}  // namespace netseam::report
