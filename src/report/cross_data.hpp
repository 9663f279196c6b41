#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::report {

/// What the scripts read of other networks and of the agreement of groups; joins the object that page_data
/// makes:
///   crossMeasures: [{name, title, unit, low, high}, ...],
///   cross: [{checkpoint: index, name, kind: "checkpoint" | "network", layers: index, measures: [{measure:
///     index, low, high, value: base64 of H x T, least?: {step, code}, nearest: [H], confidence: [H]}]}],
///   agreement: [{measure, title, low, high, value: base64 of C x C}]
/// `layers`: the lists of names that indices point into; new ones join it. A measure without `value`, nearest
/// and confidence is left out to keep the packed text within `most_bytes`: the first measure of the last
/// checkpoints comes first, then the other measures. Returns the bytes of packed text that it took.
std::size_t add_cross(const PageModel& model, std::size_t most_bytes,
                      std::vector<std::vector<std::string>>& layers, nlohmann::ordered_json& json);

}  // namespace netseam::report
