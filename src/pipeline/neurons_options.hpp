#pragma once
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [neurons], in the order of the file.
[[nodiscard]] std::vector<Option> neurons_options();

}  // namespace netseam::pipeline
