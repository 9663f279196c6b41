#pragma once
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>

namespace netseam::pipeline {

/// Throws ConfigError where a table of a task, as large as the product of `factors`, would take more than
/// 2^36 bytes as float32.
void require_task_fits(const Config& config, const std::string& task,
                       std::initializer_list<std::size_t> factors);

}  // namespace netseam::pipeline
