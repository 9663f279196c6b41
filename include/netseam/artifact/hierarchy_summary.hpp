#pragma once
#include "netseam/artifact/hierarchy_file.hpp"

#include <string>

namespace netseam::artifact {

/// A hierarchy file for people: what was done, how many networks have modules, how many of them each,
/// rates of success where functions are known, how
/// many depend on ties or thresholds, and the modules of up to 20 networks. Foreign texts are made printable.
[[nodiscard]] std::string hierarchy_summary_text(const HierarchyFile& file);

/// The same as one JSON line for each network, see hierarchy_line.
[[nodiscard]] std::string hierarchy_summary_lines(const HierarchyFile& file);

}  // namespace netseam::artifact
