#include "network_measures.hpp"

#include "measure_run.hpp"
#include "nearest_layer.hpp"

#include "netseam/data/layer_pairs.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace netseam::pipeline {
namespace {

/// H x T of the pairs of all layers.
std::vector<double> rectangle(const std::vector<double>& pairs, std::size_t here, std::size_t there) {
  std::vector<double> values;
  for (std::size_t row = 0; row < here; ++row)
    for (std::size_t column = 0; column < there; ++column)
      values.push_back(pairs[data::pair_index(row, here + column, here + there)]);
  return values;
}

/// Pairs of all layers of both networks on the samples `rows`, of which only those between the two are there.
std::optional<data::MeasureMatrix> compare(const parallel::Communicator& communicator,
                                           const linalg::DenseBackend& backend, const Config& config,
                                           const LayersInput& input, const OtherInput& other,
                                           const similarity::Measure& measure,
                                           similarity::AllLayersWorkspace& workspace,
                                           const core::StopFlag& stop, const std::vector<std::size_t>& rows) {
  const std::size_t here = input.shapes.size();
  similarity::AllLayersTask task;
  task.measure = &measure;
  task.options = measure_options_of(config);
  task.layers = input.reader.shapes(rows.size());
  const auto there = other.reader.shapes(rows.size());
  task.layers.insert(task.layers.end(), there.begin(), there.end());
  task.load = [&](std::size_t layer) {
    return layer < here ? input.reader.read(layer, rows) : other.reader.read(layer - here, rows);
  };
  task.wanted = [here](std::size_t first, std::size_t second) { return first < here && second >= here; };
  auto outcome = similarity::compare_all_layers(communicator, backend, task, workspace, stop);
  if (!outcome.complete) return std::nullopt;
  return std::move(outcome.matrix);
}

}  // namespace

std::optional<data::CrossMeasure> measure_networks(const parallel::Communicator& communicator,
                                                   const linalg::DenseBackend& backend, const Config& config,
                                                   const LayersInput& input, const OtherInput& other,
                                                   const similarity::Measure& measure,
                                                   similarity::AllLayersWorkspace& workspace,
                                                   const core::StopFlag& stop) {
  const std::size_t here = input.shapes.size(), there = other.shapes.size(),
                    draws = config.layers.half_samples;
  const auto on_rows = [&](const std::vector<std::size_t>& rows) {
    return compare(communicator, backend, config, input, other, measure, workspace, stop, rows);
  };
  auto matrix = on_rows(input.rows);
  if (!matrix) return std::nullopt;
  data::CrossMeasure found;
  found.name = std::move(matrix->name);
  found.title = std::move(matrix->title);
  found.unit = std::move(matrix->unit);
  found.kind = matrix->kind;
  found.note = std::move(matrix->note);
  found.value = rectangle(matrix->value, here, there);
  found.distance = rectangle(matrix->distance, here, there);
  found.draws = draws;
  std::vector<double> drawn(here * there * draws);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const auto half = on_rows(random_half(input.rows, config.study.seed, draw));
    if (!half) return std::nullopt;
    const auto distance = rectangle(half->distance, here, there);
    for (std::size_t pair = 0; pair < distance.size(); ++pair) drawn[pair * draws + draw] = distance[pair];
  }
  for (std::size_t row = 0; row < here; ++row) {
    const auto nearest = find_nearest_layer(std::span(found.distance).subspan(row * there, there),
                                            {drawn.data() + row * there * draws, there, draws});
    found.nearest.push_back(nearest.layer);
    found.confidence.push_back(nearest.confidence);
    found.low.push_back(nearest.low);
    found.high.push_back(nearest.high);
  }
  return found;
}

}  // namespace netseam::pipeline
