#include "neuron_responses.hpp"

#include "netseam/core/error.hpp"
#include "netseam/graph/kernel_norm.hpp"
#include "netseam/input/sample_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::size_t numbers_at_once = std::size_t{1} << 24;  // of a layer as it is in the file

input::ReadOptions read_options(const Config& config) {
  input::ReadOptions options;
  options.token = config.input.token;
  options.position = config.input.token_position;
  options.channels_last = config.input.channels_last;
  return options;
}

struct MapSize {
  std::size_t height = 1, width = 1;
};

MapSize map_size(const input::TensorInfo& tensor, bool channels_last) {
  if (tensor.shape.size() != 4) return {};
  return channels_last ? MapSize{tensor.shape[1], tensor.shape[2]}
                       : MapSize{tensor.shape[2], tensor.shape[3]};
}

/// Layers that were read last: one of them.
class ReadLayer {
 public:
  ReadLayer(const Config& config, const ResponseInput& input, std::vector<std::size_t> rows)
      : norm_(config.neurons.map_norm),
        channels_last_(config.input.channels_last),
        input_(input),
        rows_(std::move(rows)) {}

  void copy(std::size_t layer, std::size_t first_unit, std::size_t units, std::span<float> out) {
    if (layer != held_) hold(layer);
    const std::size_t all = input_.layer.at(layer).units;
    for (std::size_t sample = 0; sample < rows_.size(); ++sample)
      std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(sample * all + first_unit), units,
                  out.begin() + static_cast<std::ptrdiff_t>(sample * units));
  }

 private:
  void hold(std::size_t layer) {
    held_ = none;  // also if reading fails
    const std::size_t units = input_.layer.at(layer).units, positions = input_.positions[layer];
    values_.resize(rows_.size() * units);
    const std::size_t at_once = std::max<std::size_t>(1, numbers_at_once / (units * positions));
    for (std::size_t first = 0; first < rows_.size(); first += at_once) {
      const std::size_t count = std::min(at_once, rows_.size() - first);
      auto read = input_.reader->read(layer, std::span(rows_).subspan(first, count));
      const auto to = std::span(values_).subspan(first * units, count * units);
      if (positions == 1)
        std::copy(read.values.begin(), read.values.end(), to.begin());
      else
        take_norms(layer, read.values, to);
    }
    held_ = layer;
  }

  void take_norms(std::size_t layer, std::vector<float>& read, std::span<float> norms) const {
    const std::size_t units = input_.layer[layer].units, positions = input_.positions[layer];
    if (channels_last_) {  // a channel's numbers side by side
      std::vector<float> turned(read.size());
      for (std::size_t sample = 0; sample < norms.size() / units; ++sample)
        for (std::size_t position = 0; position < positions; ++position)
          for (std::size_t unit = 0; unit < units; ++unit)
            turned[(sample * units + unit) * positions + position] =
                read[(sample * positions + position) * units + unit];
      read = std::move(turned);
    }
    const MapSize map = map_size(input_.reader->tensor(layer), channels_last_);
    graph::kernel_norm(norm_, read, map.height, map.width, norms);
  }

  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  graph::KernelNorm norm_;
  bool channels_last_;
  ResponseInput input_;
  std::vector<std::size_t> rows_;
  std::size_t held_ = none;
  std::vector<float> values_;  // of the layer that is held: samples x units
};

}  // namespace

std::vector<std::filesystem::path> response_files(const Config& config, const WorkUnit& unit) {
  return input::expand_files(unit.source, config.input.activations);
}

ResponseInput open_responses(const Config& config, const WorkUnit& unit) {
  ResponseInput input;
  input.reader = std::make_shared<const input::ActivationReader>(response_files(config, unit),
                                                                 config.neurons.select, read_options(config));
  const std::size_t wanted = config.neurons.samples, available = input.reader->samples();
  input.rows =
      input::choose_samples(available, wanted < available ? wanted : std::size_t{0}, config.study.seed);
  if (input.rows.size() < 3)
    throw core::ConfigError(fmt::format(
        "neurons.samples: found {}, expected at least 3 samples (or 0 for all)", input.rows.size()));
  const auto shapes = input.reader->shapes(input.rows.size());
  for (std::size_t layer = 0; layer < shapes.size(); ++layer) {
    const MapSize map = map_size(input.reader->tensor(layer), config.input.channels_last);
    input.positions.push_back(map.height * map.width);
    input.layer.push_back({shapes[layer].name, shapes[layer].width / input.positions.back()});
  }
  return input;
}

graph::UnitResponses unit_responses(const Config& config, const ResponseInput& input,
                                    std::vector<std::size_t> rows) {
  const auto read = std::make_shared<ReadLayer>(config, input, std::move(rows));
  return [read](std::size_t layer, std::size_t first_unit, std::size_t units, std::span<float> out) {
    read->copy(layer, first_unit, units, out);
  };
}

}  // namespace netseam::pipeline
