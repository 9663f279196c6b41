#pragma once
// Arrays that tasks are made of.
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A float32 array of at least two axes.
struct TaskArray {
  std::vector<std::size_t> shape;
  std::size_t width = 0;     // numbers in a row: the product of all axes but the first
  std::vector<float> value;  // rows x width, row-major

  [[nodiscard]] std::size_t rows() const { return shape.front(); }
};

/// Reads the numbers of a file, of task `task`. Throws InputError for fewer than two axes, none of something,
/// or numbers that are not finite; ConfigError for more than a task may have.
[[nodiscard]] TaskArray read_task_array(const Config& config, const std::string& task,
                                        const std::filesystem::path& file);

/// Whether a file holds a list of whole numbers.
[[nodiscard]] bool holds_labels(const std::filesystem::path& file);

/// Reads classes, one for each of `rows` rows of `others`, whole numbers from 0. Throws InputError.
[[nodiscard]] std::vector<std::size_t> read_classes(const std::filesystem::path& file, std::size_t rows,
                                                    const std::filesystem::path& others);

/// How many classes there are: the largest + 1. Throws InputError in the name of `file` where one of them has
/// no row.
[[nodiscard]] std::size_t count_classes(const std::filesystem::path& file,
                                        const std::vector<std::size_t>& label);

}  // namespace netseam::pipeline
