#include "verify_measures.hpp"

#include "measure_run.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/similarity/all_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

void verify_measure(const data::MeasureMatrix& stored, const similarity::Measure& measure,
                    const similarity::MeasureContext& context, const LayersInput& input,
                    VerifyReport& report) {
  const std::size_t layers = input.shapes.size();
  const PreparedLayers prepared(measure, context, input.reader, input.shapes, input.rows);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j)
      verify_value(stored.value[data::pair_index(i, j, layers)], measure, prepared[i], prepared[j], context,
                   fmt::format("{}, {} and {}", stored.name, input.shapes[i].name, input.shapes[j].name),
                   report);
}

}  // namespace

PreparedLayers::PreparedLayers(const similarity::Measure& measure, const similarity::MeasureContext& context,
                               const input::ActivationReader& reader,
                               const std::vector<data::LayerShape>& shapes,
                               const std::vector<std::size_t>& rows) {
  for (std::size_t layer = 0; layer < shapes.size(); ++layer) {
    const auto& shape = shapes[layer];
    const bool fits = shape.points >= measure.least_samples(context.options);
    blocks_.emplace_back(
        fits ? similarity::prepared_layer_bytes(measure, shape.points, shape.width, context.options) : 0);
    if (fits) {
      const auto read = reader.read(layer, rows);
      similarity::prepare_layer(measure, {read.values.data(), read.points(), read.width}, context,
                                blocks_.back().span());
    }
    layers_.push_back({shape.points, shape.width, blocks_.back().span()});
  }
}

void verify_value(double stored, const similarity::Measure& measure, const similarity::PreparedLayer& first,
                  const similarity::PreparedLayer& second, const similarity::MeasureContext& context,
                  const std::string& what, VerifyReport& report) {
  double value = std::nan("");
  if (similarity::check_shapes(measure, context.options, first.points, first.width, second.points,
                               second.width) == similarity::Finding::none)
    value = similarity::compare_layers(measure, first, second, context).value;
  const bool both_missing = std::isnan(value) && std::isnan(stored);
  const double difference = both_missing ? 0 : std::abs(value - stored);
  ++report.pairs;
  report.largest_difference = std::max(report.largest_difference, difference);
  if (!both_missing && !(difference <= 1e-5 * (1 + std::abs(value))))
    report.faults.push_back(fmt::format("{}: stored {:.9g}, recomputed {:.9g}", what, stored, value));
}

void verify_measures(const data::LayerDistances& stored, const Config& config, const LayersInput& input,
                     const linalg::DenseBackend& backend, VerifyReport& report) {
  const auto options = similarity::needed_options(measure_options_of(config), input.shapes);
  for (const auto& matrix : stored.measure) {
    const auto* measure = similarity::find_measure(matrix.name);
    if (measure == nullptr)
      throw core::InputError({"/measures/names", "measure", matrix.name, "a measure that this netseam has"});
    if (config.layers.batch > 0 && matrix.name == "cka") {
      report.notes.emplace_back("cka was computed in batches and is not recomputed");
      continue;
    }
    const std::size_t needed = measure_bytes_on_node(config, input, *measure, 1);
    if (needed > parallel::available_memory())
      throw core::ConfigError(fmt::format("{} needs {:.1f} GiB to be checked; {:.1f} GiB are free",
                                          matrix.name, static_cast<double>(needed) * 0x1p-30,
                                          static_cast<double>(parallel::available_memory()) * 0x1p-30));
    verify_measure(matrix, *measure, {backend, options}, input, report);
  }
}

}  // namespace netseam::pipeline
