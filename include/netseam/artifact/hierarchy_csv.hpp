#pragma once
#include "netseam/data/network_hierarchy.hpp"

#include <filesystem>
#include <span>

namespace netseam::artifact {

/// Writes FOLDER/networks.csv (network, layers, modules, tie_sensitive, fault), modules.csv (network, layer,
/// unit, cluster, module), quotient.csv (network, from, to, edges) and variants.csv (network, variant,
/// clusters_differ, modules_differ), and, where there are rates, rates.csv (group, part, successes, trials,
/// low, high), each whole or not at all. Networks stand by their names. Not collective.
/// Throws core::ConfigError with path and reason.
void write_hierarchy_csv(const std::filesystem::path& folder,
                         std::span<const data::NetworkHierarchy> networks,
                         std::span<const data::PartRate> rates);

}  // namespace netseam::artifact
