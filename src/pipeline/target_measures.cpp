#include "target_measures.hpp"

#include "measure_run.hpp"
#include "target_interval.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

namespace netseam::pipeline {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// One value on its way to the other ranks.
struct Record {
  std::uint64_t draw = 0, layer = 0, target = 0;  // draw 0 = all samples, 1 .. = halves
  double value = 0;
  std::uint64_t finding = 0;
};

/// Points in the form that the measure compares.
struct Prepared {
  similarity::PreparedLayer layer;
  core::AlignedBuffer<std::byte> bytes;
};

Prepared prepare(const similarity::Measure& measure, core::MatrixView<const float> points,
                 const similarity::MeasureContext& context) {
  Prepared prepared{{points.rows(), points.columns(), {}}, {}};
  if (points.rows() < measure.least_samples(context.options)) return prepared;
  prepared.bytes = core::AlignedBuffer<std::byte>(
      similarity::prepared_layer_bytes(measure, points.rows(), points.columns(), context.options));
  similarity::prepare_layer(measure, points, context, prepared.bytes.span());
  prepared.layer.bytes = prepared.bytes.span();
  return prepared;
}

/// Some of the samples of a target, by place among the chosen ones.
std::vector<float> rows_of(const KnownTarget& target, const std::vector<std::size_t>& places) {
  std::vector<float> values;
  values.reserve(places.size() * target.values.width);
  for (const std::size_t place : places) {
    const auto row = target.view().row(place);
    values.insert(values.end(), row.begin(), row.end());
  }
  return values;
}

/// This rank's part of one measure's work.
class Share {
 public:
  Share(const linalg::DenseBackend& backend, const Config& config, const LayersInput& input,
        const std::vector<KnownTarget>& targets, const similarity::Measure& measure)
      : input_(input),
        targets_(targets),
        measure_(measure),
        options_(measure_options_of(config)),
        context_{backend, options_},
        seed_(config.study.seed) {}

  /// Takes every size-th pair of draw and layer, from the rank-th on; ends early on `stop`.
  std::vector<Record> work(std::size_t draws, std::size_t rank, std::size_t size,
                           const core::StopFlag& stop) {
    const std::size_t layers = input_.shapes.size();
    std::vector<Record> found;
    std::size_t prepared_draw = draws;
    for (std::size_t item = rank; item < draws * layers && !stop.requested(); item += size) {
      const std::size_t draw = item / layers;
      if (draw != prepared_draw) prepare_targets(draw);
      prepared_draw = draw;
      compare(draw, item % layers, found);
    }
    return found;
  }

 private:
  void prepare_targets(std::size_t draw) {
    std::vector<std::size_t> all(input_.rows.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto places = draw == 0 ? all : random_half(all, seed_, draw - 1);
    rows_.clear();
    for (const std::size_t place : places) rows_.push_back(input_.rows[place]);
    prepared_.clear();
    for (const auto& target : targets_) {
      const auto values = rows_of(target, places);
      prepared_.push_back(prepare(measure_, {values.data(), places.size(), target.values.width}, context_));
    }
  }

  void compare(std::size_t draw, std::size_t layer, std::vector<Record>& found) const {
    const auto read = input_.reader.read(layer, rows_);
    const auto prepared = prepare(measure_, {read.values.data(), read.points(), read.width}, context_);
    for (std::size_t target = 0; target < targets_.size(); ++target) {
      const auto result = compare_layers(measure_, prepared_[target].layer, prepared.layer, context_);
      found.push_back({draw, layer, target, result.value, static_cast<std::uint64_t>(result.finding)});
    }
  }

  const LayersInput& input_;
  const std::vector<KnownTarget>& targets_;
  const similarity::Measure& measure_;
  similarity::MeasureOptions options_;
  similarity::MeasureContext context_;
  std::uint64_t seed_;
  std::vector<std::size_t> rows_;   // of the draw
  std::vector<Prepared> prepared_;  // the targets on these rows
};

data::TargetMeasure empty_measure(const similarity::Measure& measure,
                                  const similarity::MeasureOptions& options, std::size_t layers) {
  data::TargetMeasure empty;
  empty.name = measure.name;
  empty.title = measure.title;
  if (measure.settings != nullptr) empty.title += " (" + measure.settings(options) + ")";
  empty.unit = measure.unit;
  empty.kind = measure.kind;
  for (auto* values : {&empty.value, &empty.distance, &empty.low, &empty.high})
    values->assign(layers, missing);
  return empty;
}

/// What the records of a target of `width`, ordered by layer and draw, come to.
data::TargetMeasure summarise(const similarity::Measure& measure, const similarity::MeasureOptions& options,
                              const std::vector<data::LayerShape>& shapes, std::size_t width,
                              std::size_t draws, std::span<const Record> records) {
  const std::size_t layers = shapes.size();
  auto found = empty_measure(measure, options, layers);
  std::array<std::size_t, similarity::finding_count> layers_with{};
  const auto distance_of = [&](double value) {
    return std::isnan(value) ? missing : measure.distance_of_value(value);
  };
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const auto of_layer = records.subspan(layer * draws, draws);
    found.value[layer] = of_layer[0].value;
    found.distance[layer] = distance_of(of_layer[0].value);
    ++layers_with.at(of_layer[0].finding);
    std::vector<double> halves;
    for (const auto& record : of_layer.subspan(1)) halves.push_back(distance_of(record.value));
    const auto interval = interval_of(halves);
    found.low[layer] = interval.low;
    found.high[layer] = interval.high;
  }
  for (std::size_t finding = 1; finding < layers_with.size(); ++finding)
    if (layers_with[finding] > 0)
      found.note.push_back(
          fmt::format("{} of {} layers: {}", layers_with[finding], layers,
                      finding_text(static_cast<similarity::Finding>(finding), measure, options)));
  const auto other_width = [width](const data::LayerShape& shape) { return shape.width != width; };
  if (const auto text = widths_text(measure, options);
      !text.empty() && std::ranges::any_of(shapes, other_width))
    found.note.push_back(text);
  return found;
}

}  // namespace

std::size_t target_measure_bytes(const Config& config, const LayersInput& input,
                                 const std::vector<KnownTarget>& targets,
                                 const similarity::Measure& measure) {
  const auto options = measure_options_of(config);
  const auto prepared = [&](std::size_t points, std::size_t width) {
    return points < measure.least_samples(options)
               ? 0
               : similarity::prepared_layer_bytes(measure, points, width, options);
  };
  std::size_t bytes = 0, widest = 0, layer_bytes = 0;
  for (const auto& target : targets) {
    bytes += prepared(input.rows.size(), target.values.width);
    widest = std::max(widest, target.values.width);
  }
  for (const auto& shape : input.shapes)
    layer_bytes = std::max(layer_bytes,
                           prepared(shape.points, shape.width) + shape.points * shape.width * sizeof(float) +
                               similarity::layer_scratch_bytes(measure, shape.points, shape.width, options));
  return bytes +
         std::max(layer_bytes, similarity::layer_scratch_bytes(measure, input.rows.size(), widest, options));
}

std::optional<std::vector<data::TargetMeasure>> measure_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const similarity::Measure& measure,
    const core::StopFlag& stop) {
  const std::size_t layers = input.shapes.size(), draws = 1 + config.layers.half_samples;
  const auto mine = parallel::agree(communicator, [&] {
    return Share(backend, config, input, targets, measure)
        .work(draws, static_cast<std::size_t>(communicator.rank()),
              static_cast<std::size_t>(communicator.size()), stop);
  });
  const auto gathered = parallel::all_gather(communicator, std::span<const Record>(mine));
  if (gathered.size() != draws * layers * targets.size()) return std::nullopt;
  std::vector<Record> ordered(gathered.size());
  for (const auto& record : gathered)
    ordered[(record.target * layers + record.layer) * draws + record.draw] = record;
  std::vector<data::TargetMeasure> found;
  for (std::size_t target = 0; target < targets.size(); ++target)
    found.push_back(summarise(measure, measure_options_of(config), input.shapes, targets[target].values.width,
                              draws, std::span(ordered).subspan(target * layers * draws, layers * draws)));
  return found;
}

}  // namespace netseam::pipeline
