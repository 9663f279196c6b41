#pragma once
#include "netseam/data/layered_network.hpp"
#include "netseam/data/network_hierarchy.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdint>

namespace netseam::pipeline {

/// The modules of one network by the options of [hierarchy], with its edges and the variants of the question;
/// or its fault. `number`: of the network in its unit, for the random orders of units.
[[nodiscard]] data::NetworkHierarchy modules_of(const Config& config, const data::LayeredNetwork& network,
                                                std::uint64_t number);

/// Throws ConfigError for options of [hierarchy] that do not go together.
void check_hierarchy_options(const Config& config);

}  // namespace netseam::pipeline
