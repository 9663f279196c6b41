#include "other_input.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace netseam::pipeline {

const std::vector<std::string>& other_selection(const Config& config, const OtherNetwork& network) {
  const bool as_study = network.checkpoint || config.layers.against_select.empty();
  return as_study ? config.layers.select : config.layers.against_select;
}

OtherInput open_other(const Config& config, const OtherNetwork& network, const LayersInput& input) {
  auto reader = open_activations(config, activation_files(config, network), other_selection(config, network));
  if (reader.samples() != input.reader.samples())
    throw core::InputError({reader.tensor(0).file, fmt::format("layer \"{}\"", reader.tensor(0).name),
                            fmt::format("{} samples", reader.samples()),
                            fmt::format("the same samples as in {}, which has {}",
                                        input.reader.tensor(0).file, input.reader.samples())});
  auto shapes = reader.shapes(input.rows.size());
  return {network, std::move(reader), std::move(shapes)};
}

std::vector<data::LayerShape> joined_shapes(const LayersInput& input, const OtherInput& other) {
  auto shapes = input.shapes;
  shapes.insert(shapes.end(), other.shapes.begin(), other.shapes.end());
  return shapes;
}

}  // namespace netseam::pipeline
