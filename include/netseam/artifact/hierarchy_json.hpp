#pragma once
#include "netseam/data/network_hierarchy.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::artifact {

/// One line of JSON without a line end: name, arch, `function` where
/// it is known, and `fault`, or else kept, clusters, modules (units of
/// every layer; labels by first appearance), quotient ([from, to, edges]), tie_sensitive, variants, and
/// layers (how the number of clusters was decided), and
/// parts (name, holds, required) where the function has a success rule. What is not UTF-8 in a name is
/// replaced.
[[nodiscard]] std::string hierarchy_line(const data::NetworkHierarchy& hierarchy);

/// The same as bytes that another rank of this run reads back with unpack_hierarchy. Infinities and NaN stay.
[[nodiscard]] std::vector<std::byte> pack_hierarchies(std::span<const data::NetworkHierarchy> hierarchies);
[[nodiscard]] std::vector<data::NetworkHierarchy> unpack_hierarchies(std::span<const std::byte> bytes);

}  // namespace netseam::artifact
