#pragma once
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [tasks], in the order of the file.
[[nodiscard]] std::vector<Option> task_options();

}  // namespace netseam::pipeline
