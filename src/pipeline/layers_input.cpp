#include "layers_input.hpp"

#include "task_size.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/input/sample_choice.hpp"
#include "netseam/input/tensor_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

input::ReadOptions read_options(const Config& config) {
  input::ReadOptions options;
  options.token = config.input.token;
  options.position = config.input.token_position;
  options.image = config.input.image;
  options.channels_last = config.input.channels_last;
  options.pixels_per_sample = config.input.pixels;
  options.precomputed = config.layers.distance == transport::GroundDistance::precomputed;
  return options;
}

std::vector<std::size_t> choose_rows(const Config& config, std::size_t available) {
  if (!config.layers.stratify)
    return input::choose_samples(available, config.layers.samples, config.study.seed);
  if (config.input.labels.empty())
    throw core::ConfigError("layers.stratify: found no labels, expected input.labels = an integer .npy file");
  const auto file = config.resolve(config.input.labels);
  const auto labels = input::read_labels(file);
  if (labels.size() != available)
    throw core::InputError({file.string(), "shape", fmt::format("{} labels", labels.size()),
                            fmt::format("{}, one for each sample of the layers", available)});
  return input::choose_stratified(labels, config.layers.samples, config.study.seed);
}

std::vector<double> read_weights(const Config& config, std::size_t available,
                                 const std::vector<std::size_t>& rows) {
  if (config.layers.weights.empty()) return {};
  const auto file = config.resolve(config.layers.weights);
  const auto source = input::open_tensors(file);
  const auto& tensors = source->tensors();
  if (tensors.size() != 1 || tensors[0].shape != std::vector<std::size_t>{available})
    throw core::InputError({file.string(), "shape",
                            tensors.empty() ? "no array" : input::describe(tensors[0]),
                            fmt::format("one array of {} weights, one for each sample", available)});
  std::vector<float> values(rows.size());
  source->read_rows(0, rows, values);
  std::vector<double> weights(values.begin(), values.end());
  double sum = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!(weights[i] > 0) || !std::isfinite(weights[i]))
      throw core::InputError({file.string(), fmt::format("row {}", rows[i]), fmt::format("{}", weights[i]),
                              "a positive, finite weight"});
    sum += weights[i];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace

input::ActivationReader open_activations(const Config& config,
                                         const std::vector<std::filesystem::path>& files,
                                         const std::vector<std::string>& select) {
  return {files, select, read_options(config)};
}

input::ActivationReader open_activations(const Config& config, const std::filesystem::path& source) {
  return open_activations(config, input::expand_files(source, config.input.activations),
                          config.layers.select);
}

LayersInput open_layers(const Config& config, const WorkUnit& unit) {
  auto reader = open_activations(config, unit.source);
  if (reader.layers() < 2)
    throw core::InputError({unit.source.string(), "layers",
                            fmt::format("{} layer{}{}", reader.layers(), reader.notes().empty() ? "" : "; ",
                                        fmt::join(reader.notes(), "; ")),
                            "at least 2"});
  auto rows = choose_rows(config, reader.samples());
  if (rows.size() < 2)
    throw core::ConfigError("layers.samples: found 1, expected at least 2 samples (or 0 for all)");
  auto shapes = reader.shapes(rows.size());
  const LayersConfig& layers = config.layers;
  const std::size_t pairs = data::pair_count(shapes.size());
  require_fits(config, "resampled losses",
               {{"pairs of layers", pairs}, {"layers.resamples", layers.resamples}}, sizeof(double));
  require_fits(config, "replicates of measures",
               {{"pairs of layers", pairs},
                {"measures", layers.measures.size()},
                {"layers.half-samples and layers.null", layers.half_samples + layers.null}},
               sizeof(double));
  transport::MetricSpaceOptions space;
  space.ground = layers.distance;
  space.normalisation = layers.normalisation;
  space.sorted_rows = layers.third_bound;
  space.seed = config.study.seed;
  if (layers.gradient == transport::GradientMode::low_rank) space.low_rank = layers.rank;
  transport::PairOptions pair;
  pair.starts = layers.start;
  pair.restarts = layers.restarts;
  pair.gradient = layers.gradient;
  pair.third_lower_bound = layers.third_bound;
  pair.resamples = layers.resamples;
  pair.seed = config.study.seed;
  pair.samples = rows.size();
  pair.sample_weight = read_weights(config, reader.samples(), rows);
  if (layers.groups > shapes.size())
    throw core::ConfigError(fmt::format("layers.groups: found {}, expected at most the number of layers, {}",
                                        layers.groups, shapes.size()));
  grouping::SegmentationOptions segmentation;
  segmentation.groups = layers.groups;
  return {std::move(reader), std::move(rows), std::move(shapes), space, std::move(pair), segmentation};
}

std::size_t reading_scratch_bytes(const input::ActivationReader& reader) {
  std::size_t most = 0;
  for (std::size_t layer = 0; layer < reader.layers(); ++layer)
    most = std::max(most, reader.scratch_bytes(layer));
  return most;
}

}  // namespace netseam::pipeline
