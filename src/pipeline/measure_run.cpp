#include "measure_run.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/similarity/minibatch_cka.hpp"

#include <algorithm>
#include <span>

namespace netseam::pipeline {
namespace {

bool in_batches(const Config& config, const similarity::Measure& measure) {
  return config.layers.batch > 0 && measure.name == "cka";
}

/// The samples `rows` of a layer, in that order, which need not ascend; the points of a sample stay together.
data::LayerActivations read_in_order(const input::ActivationReader& reader, std::size_t layer,
                                     std::span<const std::size_t> rows) {
  if (std::is_sorted(rows.begin(), rows.end())) return reader.read(layer, rows);
  std::vector<std::size_t> sorted(rows.begin(), rows.end());
  std::sort(sorted.begin(), sorted.end());
  auto read = reader.read(layer, sorted);
  const std::size_t block = read.values.size() / rows.size();
  std::vector<float> values(read.values.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto from =
        static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), rows[k]) - sorted.begin());
    std::copy_n(read.values.begin() + static_cast<std::ptrdiff_t>(from * block), block,
                values.begin() + static_cast<std::ptrdiff_t>(k * block));
  }
  read.values = std::move(values);
  return read;
}

}  // namespace

std::vector<std::size_t> random_half(const std::vector<std::size_t>& rows, std::uint64_t seed,
                                     std::size_t draw) {
  std::vector<std::size_t> shuffled = rows;
  core::RandomStream random(seed, draw, core::Purpose::half_sample);
  random.shuffle(std::span(shuffled));
  shuffled.resize(rows.size() / 2);
  std::sort(shuffled.begin(), shuffled.end());
  return shuffled;
}

similarity::MeasureOptions measure_options_of(const Config& config) {
  auto options = config.layers.comparison;
  options.seed = config.study.seed;
  return options;
}

std::size_t memory_allowed(const Config& config) {
  return config.run.memory_gib > 0 ? static_cast<std::size_t>(config.run.memory_gib * 0x1p30)
                                   : parallel::available_memory();
}

similarity::AllLayersMemory measure_memory(const Config& config, const LayersInput& input,
                                           const similarity::Measure& measure, std::size_t samples) {
  if (!in_batches(config, measure))
    return similarity::memory_of_all_layers(measure, measure_options_of(config),
                                            input.reader.shapes(samples));
  std::size_t widest = 0;
  for (const auto& shape : input.shapes) widest = std::max(widest, shape.width);
  return {0, similarity::minibatch_cka_memory(input.shapes.size(), config.layers.batch, widest)};
}

std::size_t measure_bytes_on_node(const Config& config, const LayersInput& input,
                                  const similarity::Measure& measure, std::size_t ranks) {
  return measure_memory(config, input, measure, input.rows.size()).node(ranks);
}

std::optional<data::MeasureMatrix> MeasureRun::on_rows(const std::vector<std::size_t>& rows) {
  return compare(rows.size(), [&rows](std::size_t) { return rows; });
}

std::optional<data::MeasureMatrix> MeasureRun::on_half(std::size_t draw) {
  return on_rows(random_half(input_.rows, config_.study.seed, draw));
}

std::optional<data::MeasureMatrix> MeasureRun::with_shuffled_rows(std::size_t replicate) {
  return compare(input_.rows.size(), [this, replicate](std::size_t layer) {
    auto rows = input_.rows;
    core::RandomStream random(config_.study.seed, replicate * input_.shapes.size() + layer,
                              core::Purpose::null_model);
    random.shuffle(std::span(rows));
    return rows;
  });
}

data::LayerActivations MeasureRun::read(std::size_t layer, std::span<const std::size_t> rows) const {
  return rows_ != nullptr ? rows_->read(layer, rows) : read_in_order(input_.reader, layer, rows);
}

std::optional<data::MeasureMatrix> MeasureRun::compare(std::size_t samples, const RowsOfLayer& rows) {
  if (in_batches(config_, measure_)) return compare_in_batches(samples, rows);
  similarity::AllLayersTask task;
  task.measure = &measure_;
  task.options = measure_options_of(config_);
  task.layers = input_.reader.shapes(samples);
  task.load = [&](std::size_t layer) { return read(layer, rows(layer)); };
  auto outcome = similarity::compare_all_layers(communicator_, backend_, task, workspace_, stop_);
  if (!outcome.complete) return std::nullopt;
  return std::move(outcome.matrix);
}

std::optional<data::MeasureMatrix> MeasureRun::compare_in_batches(std::size_t samples,
                                                                  const RowsOfLayer& rows) {
  data::LayerActivations batch;
  similarity::MinibatchCkaTask task;
  for (const auto& shape : input_.shapes) task.layers.push_back(shape.name);
  task.samples = samples;
  task.batch = config_.layers.batch;
  task.read_rows = [&](std::size_t layer, std::size_t first, std::size_t count) {
    const auto all = rows(layer);
    batch = read(layer, std::span(all).subspan(first, count));
    return core::MatrixView<const float>(batch.values.data(), batch.points(), batch.width);
  };
  auto outcome = similarity::minibatch_cka(communicator_, backend_, task, stop_);
  if (!outcome.complete) return std::nullopt;
  outcome.matrix.name = measure_.name;
  return std::move(outcome.matrix);
}

}  // namespace netseam::pipeline
