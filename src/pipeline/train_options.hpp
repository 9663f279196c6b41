#pragma once
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [train], in the order of the file.
[[nodiscard]] std::vector<Option> train_options();

}  // namespace netseam::pipeline
