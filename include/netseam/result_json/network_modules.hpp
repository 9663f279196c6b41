#pragma once
#include "netseam/data/network_modules.hpp"

#include <nlohmann/json_fwd.hpp>

namespace netseam::result_json {

/// Adds to an object: kept, clusters and modules (a list for each layer), quotient (module, module, edges),
/// tie_sensitive, variants.
void add_modules(nlohmann::ordered_json& object, const data::NetworkModules& modules);

}  // namespace netseam::result_json
