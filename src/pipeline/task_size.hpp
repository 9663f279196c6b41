#pragma once
// Whether what options multiply up to can be held at all; memory that is free is another question.
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>

namespace netseam::pipeline {

/// A number that an option, or an input, gives.
struct NamedSize {
  std::string name;
  std::size_t value = 0;
};

/// Throws ConfigError with all numbers where `what`, as many pieces of `bytes` bytes as the product of
/// `factors`, would take more than 2^36 bytes. No product is formed that could overflow.
void require_fits(const Config& config, const std::string& what, std::initializer_list<NamedSize> factors,
                  std::size_t bytes);

/// The same of a table of a task in float32.
void require_task_fits(const Config& config, const std::string& task,
                       std::initializer_list<std::size_t> factors);

}  // namespace netseam::pipeline
