#pragma once
#include "netseam/data/success_rates.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace netseam::result_json {

/// A list of objects: name, holds, required.
[[nodiscard]] nlohmann::ordered_json parts_json(const std::vector<data::HierarchyPart>& parts);
/// A list of objects: group, part, successes, trials, low, high.
[[nodiscard]] nlohmann::ordered_json rates_json(const std::vector<data::PartRate>& rates);

}  // namespace netseam::result_json
