#pragma once
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/pipeline/options.hpp"

#include <string>
#include <vector>

namespace netseam::pipeline {

/// The options of [sculpt], in the order of the file.
[[nodiscard]] std::vector<Option> sculpt_options();

/// What a sculpt file says of how it was made; `what_is_right`: what accuracy is a share of on its task
/// (accuracy_text).
[[nodiscard]] artifact::SculptConvention sculpt_convention(const Config& config,
                                                           const std::string& what_is_right);

}  // namespace netseam::pipeline
