#include "task_size.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>
#include <vector>

namespace netseam::pipeline {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 36;

bool fits(std::span<const std::size_t> factors, std::size_t bytes) {
  std::size_t left = most_bytes / bytes;
  for (const std::size_t factor : factors) {
    if (factor == 0) return true;
    if (factor > left) return false;
    left /= factor;
  }
  return true;
}

}  // namespace

void require_fits(const Config& config, const std::string& what, std::initializer_list<NamedSize> factors,
                  std::size_t bytes) {
  std::vector<std::size_t> values;
  std::vector<std::string> words;
  for (const auto& [name, value] : factors) {
    values.push_back(value);
    words.push_back(fmt::format("{} {}", value, name));
  }
  if (!fits(values, bytes))
    throw core::ConfigError(fmt::format("{}: {}: found {}, {} bytes each, expected at most 64 GiB in all",
                                        config.file.string(), what, fmt::join(words, " x "), bytes));
}

void require_task_fits(const Config& config, const std::string& task,
                       std::initializer_list<std::size_t> factors) {
  if (!fits({factors.begin(), factors.size()}, sizeof(float)))
    throw core::ConfigError(
        fmt::format("{}: task {}: found {} numbers, expected at most 64 GiB of 4 bytes each",
                    config.file.string(), task, fmt::join(factors, " x ")));
}

}  // namespace netseam::pipeline
