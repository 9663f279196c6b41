#include "known_targets.hpp"

#include "label_array.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/sample_choice.hpp"
#include "netseam/input/tensor_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace netseam::pipeline {
namespace {

/// One column for each label of the chosen rows, in ascending order of the labels.
void encode_labels(const std::filesystem::path& file, const std::vector<std::size_t>& rows,
                   KnownTarget& target) {
  const auto labels = input::read_labels(file);
  std::map<std::int64_t, std::size_t> count;
  for (const std::size_t row : rows) ++count[labels[row]];
  if (count.size() == rows.size())
    throw core::InputError({file.string(), "labels", "a different label for each of the chosen samples",
                            "labels that repeat; a scalar target is a file of floating-point numbers"});
  std::map<std::int64_t, std::size_t> column;
  std::size_t most = 0;
  for (const auto& [label, times] : count) {
    column.emplace(label, column.size());
    most = std::max(most, times);
  }
  target.labels = true;
  target.most_common = static_cast<double>(most) / static_cast<double>(rows.size());
  target.values.width = column.size();
  target.values.values.assign(rows.size() * column.size(), 0);
  for (std::size_t k = 0; k < rows.size(); ++k)
    target.values.values[k * column.size() + column.at(labels[rows[k]])] = 1;
}

void read_numbers(const std::filesystem::path& file, const input::TensorSource& source,
                  const std::vector<std::size_t>& rows, KnownTarget& target) {
  const std::size_t width = input::row_width(source.tensors()[0]);
  target.values.width = width;
  target.values.values.resize(rows.size() * width);
  source.read_rows(0, rows, target.values.values);
  for (std::size_t k = 0; k < target.values.values.size(); ++k)
    if (!std::isfinite(target.values.values[k]))
      throw core::InputError({file.string(), fmt::format("row {}, column {}", rows[k / width], k % width),
                              fmt::format("{}", target.values.values[k]), "a finite number"});
}

bool is_constant(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [&](float value) { return value == values.front(); });
}

/// That distances between the samples of the target can be formed as the study asks.
void check_directions(const std::filesystem::path& file, const std::vector<std::size_t>& rows,
                      transport::GroundDistance ground, const KnownTarget& target) {
  const bool cosine = ground == transport::GroundDistance::cosine;
  if (!cosine && ground != transport::GroundDistance::correlation) return;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto row = target.view().row(k);
    if (is_constant(row) && (!cosine || row[0] == 0))
      throw core::InputError(
          {file.string(), fmt::format("row {}", rows[k]),
           cosine ? "a sample that is zero" : "a sample whose numbers are all the same",
           fmt::format("a direction, as layers.distance = {} needs", cosine ? "cosine" : "correlation")});
  }
}

KnownTarget read_target(const Config& config, const LayersInput& input, const std::filesystem::path& file) {
  const auto source = input::open_tensors(file);
  const auto& tensors = source->tensors();
  if (tensors.size() != 1 || tensors[0].shape.empty() || tensors[0].shape[0] != input.reader.samples() ||
      input::row_width(tensors[0]) == 0)
    throw core::InputError(
        {file.string(), "shape", tensors.empty() ? "no array" : input::describe(tensors[0]),
         fmt::format("one array of {} rows, one for each sample of the layers", input.reader.samples())});
  KnownTarget target;
  target.values.name = file.stem().string();
  target.values.file = file.string();
  if (are_labels(tensors[0]))
    encode_labels(file, input.rows, target);
  else
    read_numbers(file, *source, input.rows, target);
  target.values.sample_of_row.resize(input.rows.size());
  std::iota(target.values.sample_of_row.begin(), target.values.sample_of_row.end(), std::int64_t{0});
  const auto first = target.view().row(0);
  bool varies = false;
  for (std::size_t k = 1; !varies && k < input.rows.size(); ++k)
    varies = !std::equal(first.begin(), first.end(), target.view().row(k).begin());
  if (!varies)
    throw core::InputError(
        {file.string(), "target", "the same for all chosen samples", "a target that varies"});
  const auto& measures = config.layers.measures;
  if (std::find(measures.begin(), measures.end(), "gw") != measures.end())
    check_directions(file, input.rows, config.layers.distance, target);
  return target;
}

}  // namespace

std::vector<KnownTarget> read_targets(const Config& config, const LayersInput& input) {
  // `names` is the list of targets in the result file; dots are no names there
  std::set<std::string> taken{"names", ".", ".."};
  std::vector<KnownTarget> targets;
  for (const auto& entry : config.layers.targets) {
    const auto file = config.resolve(entry);
    const auto name = file.stem().string();
    if (!taken.insert(name).second)
      throw core::InputError(
          {file.string(), "file name",
           fmt::format("the target name '{}' a second time, or one that is reserved", name),
           "another name before the ending .npy"});
    targets.push_back(read_target(config, input, file));
  }
  return targets;
}

}  // namespace netseam::pipeline
