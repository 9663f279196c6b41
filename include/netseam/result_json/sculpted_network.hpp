#pragma once
#include "netseam/data/sculpted_networks.hpp"

#include <nlohmann/json_fwd.hpp>

namespace netseam::result_json {

/// All of a network but its edges: what it is, outcomes, path, parts, products (a list for each input; none
/// where they were not kept) and their tests. Numbers that are not finite become null when written.
[[nodiscard]] nlohmann::ordered_json sculpted_network_json(const data::SculptedNetwork& network);

}  // namespace netseam::result_json
