#pragma once
#include "task_source.hpp"

#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/pipeline/options.hpp"

#include <vector>

namespace netseam::pipeline {

/// The options of [sculpt], in the order of the file.
[[nodiscard]] std::vector<Option> sculpt_options();

/// What a sculpt file of a task says of how it was made.
[[nodiscard]] artifact::SculptConvention sculpt_convention(const Config& config, const NamedTask& task);

}  // namespace netseam::pipeline
