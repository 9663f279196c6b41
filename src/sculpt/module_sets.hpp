#pragma once
#include "netseam/data/network_modules.hpp"

#include <cstddef>
#include <set>
#include <span>
#include <vector>

namespace netseam::sculpt {

using Labels = std::set<std::size_t>;
/// Groups of units of one layer, by their numbers in the network.
using Groups = std::set<std::set<std::size_t>>;

/// The modules of which a layer has units.
[[nodiscard]] Labels modules_of(const data::NetworkModules& modules, std::size_t layer);

/// The units of a layer that have the same label (`module` or `cluster` of that layer).
[[nodiscard]] Groups groups_of(std::span<const std::size_t> kept, std::span<const std::size_t> label);

/// Whether every even output is in one module and every odd one in another.
[[nodiscard]] bool two_output_modules(const data::NetworkModules& modules);

}  // namespace netseam::sculpt
