#pragma once
#include "netseam/data/network_hierarchy.hpp"

#include <string>

namespace netseam::report {

/// A pruned network as an SVG drawing: its layers from left to right, its units as squares in the colours of
/// their modules, sorted by module, with a frame around each module of a layer, and its edges. Empty for a
/// network with a fault or with more than 60 units in a layer or 1,500 edges. `name`: of the network, for the
/// title; not escaped.
[[nodiscard]] std::string network_picture(const data::NetworkHierarchy& network);

/// The modules and the edges between them as an SVG drawing: each in the column of the layer where it begins,
/// with its number; lines say by their width how many edges of the network they stand for. Empty where there
/// are no modules or more than 60.
[[nodiscard]] std::string module_graph(const data::NetworkHierarchy& network);

}  // namespace netseam::report
