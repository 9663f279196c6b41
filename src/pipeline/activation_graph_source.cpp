#include "measure_run.hpp"
#include "neuron_graph_source.hpp"

#include "netseam/graph/correlation_graph.hpp"
#include "netseam/graph/pair_graph.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace netseam::pipeline {
namespace {

/// Those that permute or draw weights; the others keep what rows and columns of a block between layers have.
bool shuffles_pairs(graph::NullModel model) {
  return model == graph::NullModel::layer || model == graph::NullModel::layer_nonzero ||
         model == graph::NullModel::layer_nonzero_distribution ||
         model == graph::NullModel::layer_all_distribution;
}

graph::CorrelationGraphOptions graph_options(const Config& config) {
  graph::CorrelationGraphOptions options;
  options.correlation = config.neurons.correlation;
  options.threshold = config.neurons.threshold;
  options.nearest = config.neurons.nearest;
  options.storage = config.neurons.storage;
  return options;
}

/// Pairs of the units that have a component, by the same order among themselves.
std::vector<float> pairs_in_graph(std::span<const float> pairs, std::span<const std::int32_t> component) {
  std::vector<float> kept;
  kept.reserve(pairs.size());
  std::size_t at = 0;
  for (std::size_t unit = 0; unit < component.size(); ++unit)
    for (std::size_t other = 0; other < unit; ++other, ++at)
      if (component[unit] >= 0 && component[other] >= 0) kept.push_back(pairs[at]);
  return kept;
}

void choose_nulls(const Config& config, NeuronGraphSource& source) {
  std::vector<std::string_view> left_out;
  for (const auto model : config.neurons.null) {
    if (shuffles_pairs(model))
      source.null.push_back(model);
    else
      for (const auto& [known, name] : graph::null_models)
        if (known == model) left_out.push_back(name);
  }
  if (!left_out.empty())
    source.note.push_back(
        fmt::format("null models that the activation graph does not have were left out: {}; they keep what "
                    "weights between "
                    "two layers have",
                    fmt::join(left_out, ", ")));
}

void add_nulls(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
               const Config& config, const ResponseInput& input, NeuronGraphSource& source) {
  choose_nulls(config, source);
  if (source.null.empty() || config.neurons.null_replicates == 0) return;
  const auto pairs = std::make_shared<const std::vector<float>>(pairs_in_graph(
      graph::squared_correlations(communicator, backend, input.layer, input.rows.size(),
                                  unit_responses(config, input, input.rows), graph_options(config)),
      source.component));
  const auto units = static_cast<std::size_t>(
      std::ranges::count_if(source.component, [](std::int32_t component) { return component >= 0; }));
  source.make_null = [pairs, units, storage = config.neurons.storage, seed = config.study.seed](
                         const parallel::Communicator& ranks, graph::NullModel model,
                         std::uint32_t replicate) {
    auto shuffled = *pairs;
    if (!shuffled.empty())
      graph::shuffle_block(model, {shuffled.data(), 1, shuffled.size()}, {seed, replicate, 0});
    auto kept = storage;
    if (kept.dense == graph::DenseStorage::recomputed) kept.dense = graph::DenseStorage::float32;
    return graph::make_pair_graph(ranks, units, shuffled, kept);
  };
}

}  // namespace

NeuronGraphSource activation_graph_source(const parallel::Communicator& communicator,
                                          const linalg::DenseBackend& backend, const Config& config,
                                          const ResponseInput& input) {
  NeuronGraphSource source;
  source.name = "activations";
  source.layer = input.layer;
  source.note = input.warning;
  source.order = input.reader->order();
  const auto make = [&backend, config, input](const parallel::Communicator& ranks,
                                              const std::vector<data::NeuronLayer>& layers,
                                              const graph::UnitResponses& responses, std::size_t samples) {
    return graph::make_correlation_graph(ranks, backend, layers, samples, responses, graph_options(config));
  };
  source.graph = std::make_unique<graph::BlockGraph>(
      make(communicator, input.layer, unit_responses(config, input, input.rows), input.rows.size()));
  source.component = source.graph->components();
  add_nulls(communicator, backend, config, input, source);
  source.halves = config.neurons.half_samples;
  source.make_half = [make, config, input](const parallel::Communicator& ranks, std::size_t draw) {
    const auto rows = random_half(input.rows, config.study.seed, draw);
    return make(ranks, input.layer, unit_responses(config, input, rows), rows.size());
  };
  if (config.neurons.local != LocalGraphs::none)
    source.make_local = [make, config, input](const parallel::Communicator& ranks, std::size_t layer) {
      const auto all = unit_responses(config, input, input.rows);
      const graph::UnitResponses of_layer = [all, layer](std::size_t, std::size_t first, std::size_t units,
                                                         std::span<float> out) {
        all(layer, first, units, out);
      };
      return LocalGraph{make(ranks, {input.layer[layer]}, of_layer, input.rows.size()), 0};
    };
  std::size_t units = 0;
  for (const auto& layer : input.layer) units += layer.units;
  const std::size_t pairs = units * (units - std::min<std::size_t>(units, 1)) / 2;
  source.memory = {pairs * sizeof(float),
                   2 * pairs * sizeof(float) + units * input.rows.size() * sizeof(float)};
  return source;
}

}  // namespace netseam::pipeline
