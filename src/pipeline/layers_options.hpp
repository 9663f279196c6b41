#pragma once
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [layers], in the order of the file.
[[nodiscard]] std::vector<Option> layers_options();

}  // namespace netseam::pipeline
