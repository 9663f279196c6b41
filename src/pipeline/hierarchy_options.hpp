#pragma once
#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [hierarchy], in the order of the file.
[[nodiscard]] std::vector<Option> hierarchy_options();

/// What a hierarchy file says of how it was made.
[[nodiscard]] artifact::HierarchyConvention hierarchy_convention(const Config& config);

}  // namespace netseam::pipeline
