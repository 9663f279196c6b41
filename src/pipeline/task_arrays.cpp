#include "task_arrays.hpp"

#include "label_array.hpp"
#include "task_size.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/sample_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace netseam::pipeline {

namespace {

const input::TensorInfo& first_tensor(const std::filesystem::path& file, const input::TensorSource& source) {
  if (source.tensors().empty()) throw core::InputError({file.string(), "file", "no array", "one array"});
  input::check_readable(source.tensors().front());
  return source.tensors().front();
}

}  // namespace

TaskArray read_task_array(const Config& config, const std::string& task, const std::filesystem::path& file) {
  const auto source = input::open_tensors(file);
  const auto& tensor = first_tensor(file, *source);
  if (tensor.shape.size() < 2 || std::ranges::count(tensor.shape, std::size_t{0}) > 0)
    throw core::InputError({file.string(), "shape", fmt::format("{}", fmt::join(tensor.shape, " x ")),
                            "rows x columns, or more axes"});
  TaskArray array{tensor.shape, input::row_width(tensor), {}};
  require_task_fits(config, task, {array.rows(), array.width});
  array.value.resize(array.rows() * array.width);
  std::vector<std::size_t> rows(array.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  source->read_rows(0, rows, array.value);
  const auto odd = std::ranges::find_if(array.value, [](float value) { return !std::isfinite(value); });
  if (odd != array.value.end()) {
    const auto place = static_cast<std::size_t>(odd - array.value.begin());
    throw core::InputError({file.string(),
                            fmt::format("row {}, column {}", place / array.width, place % array.width),
                            fmt::format("{}", *odd), "a finite number"});
  }
  return array;
}

bool holds_labels(const std::filesystem::path& file) {
  const auto source = input::open_tensors(file);
  return are_labels(first_tensor(file, *source));
}

std::vector<std::size_t> read_classes(const std::filesystem::path& file, std::size_t rows,
                                      const std::filesystem::path& others) {
  const auto labels = input::read_labels(file);
  if (labels.size() != rows)
    throw core::InputError({file.string(), "rows", fmt::format("{}", labels.size()),
                            fmt::format("{}, as {} has", rows, others.filename().string())});
  std::vector<std::size_t> classes;
  classes.reserve(labels.size());
  for (const std::int64_t label : labels) {
    if (label < 0)
      throw core::InputError({file.string(), fmt::format("row {}", classes.size()), fmt::format("{}", label),
                              "a class: a whole number from 0"});
    classes.push_back(static_cast<std::size_t>(label));
  }
  return classes;
}

std::size_t count_classes(const std::filesystem::path& file, const std::vector<std::size_t>& label) {
  const std::size_t largest = *std::ranges::max_element(label);
  std::vector<bool> there(label.size());  // with fewer rows than classes, one of the first has none
  for (const std::size_t number : label)
    if (number < there.size()) there[number] = true;
  const auto missing = std::ranges::find(there, false) - there.begin();
  if (const auto first = static_cast<std::size_t>(missing); first < largest)
    throw core::InputError({file.string(), "labels", fmt::format("no row of class {}", first),
                            fmt::format("rows of every class from 0 to the largest, {}", largest)});
  return largest + 1;
}

}  // namespace netseam::pipeline
