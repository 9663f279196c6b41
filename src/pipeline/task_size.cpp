#include "task_size.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace netseam::pipeline {

void require_task_fits(const Config& config, const std::string& task,
                       std::initializer_list<std::size_t> factors) {
  std::size_t left = (std::size_t{1} << 36) / sizeof(float);
  for (const std::size_t factor : factors) {
    if (factor > left)
      throw core::ConfigError(
          fmt::format("{}: task {}: found {} numbers, expected at most 64 GiB of 4 bytes each",
                      config.file.string(), task, fmt::join(factors, " x ")));
    if (factor > 0) left /= factor;
  }
}

}  // namespace netseam::pipeline
