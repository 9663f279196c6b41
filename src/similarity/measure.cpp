#include "netseam/similarity/measure.hpp"

#include "measure_families.hpp"
#include "principal_components.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace netseam::similarity {
namespace {

std::vector<Measure> join_families() {
  std::vector<Measure> rows;
  for (const auto& family : {kernel_alignment_measures(), distance_matrix_measures(), shape_measures(),
                             canonical_correlation_measures(), exact_wasserstein_measures(),
                             distribution_measures(), point_measures(), neighbour_measures()})
    rows.insert(rows.end(), family.begin(), family.end());
  return rows;
}

bool keeps_components(const Measure& measure, const MeasureOptions& options) {
  return measure.equal_widths && options.widths == WidthRule::project;
}

/// Bytes of a layer as the measure has it; its principal components begin behind them.
std::size_t own_bytes(const Measure& measure, std::size_t points, std::size_t width,
                      const MeasureOptions& options) {
  return core::padded<std::byte>(measure.prepared_bytes(points, width, options));
}

/// A layer that is prepared once more, from its leading principal components.
struct Projected {
  Projected(const Measure& measure, const PreparedLayer& of, std::size_t width, const MeasureContext& context)
      : bytes(measure.prepared_bytes(of.points, width, context.options)) {
    const auto components = of.bytes.subspan(own_bytes(measure, of.points, of.width, context.options));
    measure.prepare(leading_components(components, of.points, of.width, width), context, bytes.span());
    layer = {of.points, width, bytes.span()};
  }
  core::AlignedBuffer<std::byte> bytes;
  PreparedLayer layer;
};

}  // namespace

std::span<const Measure> measures() {
  static const std::vector<Measure> table = join_families();
  return table;
}

const Measure* find_measure(std::string_view name) {
  const auto table = measures();
  const auto row = std::ranges::find(table, name, &Measure::name);
  return row == table.end() ? nullptr : &*row;
}

std::string finding_text(Finding finding, const Measure& measure, const MeasureOptions& options) {
  switch (finding) {
    case Finding::negative:
      return "the unbiased estimate was below 0 and is set to 0";
    case Finding::zero_rows:
      return "samples that are zero in a layer have no direction and are left out";
    case Finding::unequal_points:
      return "no value, the layers have different numbers of points";
    case Finding::unequal_widths:
      return fmt::format("no value, {} needs layers of equal width", measure.name);
    case Finding::few_components:
      return "no value, to be projected layers need more samples than the narrower one has features";
    case Finding::too_few_samples:
      return fmt::format("no value, {} needs at least {} samples", measure.name,
                         measure.least_samples(options));
    case Finding::constant_layer:
      return "no value, a layer does not vary over the samples";
    case Finding::spans_all_samples:
      return fmt::format(
          "no value, a layer has as many dimensions as there are samples, and then every "
          "canonical correlation is 1; {} needs more samples",
          measure.name);
    case Finding::none:
      break;
  }
  return {};
}

std::string widths_text(const Measure& measure, const MeasureOptions& options) {
  if (!measure.equal_widths || options.widths == WidthRule::skip) return {};
  if (options.widths == WidthRule::pad)
    return "of two layers of different width the narrower one is padded with zeros";
  return "two layers of different width are compared in their leading principal components (as many as the "
         "narrower one has features), those of equal width as they are";
}

Finding check_shapes(const Measure& measure, const MeasureOptions& options, std::size_t first_points,
                     std::size_t first_width, std::size_t second_points, std::size_t second_width) {
  if (std::min(first_points, second_points) < measure.least_samples(options)) return Finding::too_few_samples;
  if (first_points != second_points) return Finding::unequal_points;
  if (!measure.equal_widths || first_width == second_width) return Finding::none;
  if (options.widths == WidthRule::skip) return Finding::unequal_widths;
  const bool too_few = first_points <= std::min(first_width, second_width);
  return options.widths == WidthRule::project && too_few ? Finding::few_components : Finding::none;
}

std::size_t prepared_layer_bytes(const Measure& measure, std::size_t points, std::size_t width,
                                 const MeasureOptions& options) {
  if (!keeps_components(measure, options)) return measure.prepared_bytes(points, width, options);
  return own_bytes(measure, points, width, options) + component_bytes(points, width);
}

std::size_t layer_scratch_bytes(const Measure& measure, std::size_t points, std::size_t width,
                                const MeasureOptions& options) {
  const std::size_t own = measure.scratch_bytes(points, width, options);
  if (!keeps_components(measure, options)) return own;
  const std::size_t count = component_count(points, width);
  return std::max(
      {own, component_scratch_bytes(points, width),
       2 * measure.prepared_bytes(points, count, options) + measure.scratch_bytes(points, count, options)});
}

void prepare_layer(const Measure& measure, core::MatrixView<const float> points,
                   const MeasureContext& context, std::span<std::byte> prepared) {
  if (points.rows() < measure.least_samples(context.options) || points.columns() == 0)
    throw core::InternalError(
        fmt::format("{} cannot take a layer of {} x {}", measure.name, points.rows(), points.columns()));
  if (prepared.size() < prepared_layer_bytes(measure, points.rows(), points.columns(), context.options))
    throw core::InternalError(fmt::format("{}: too little room for a prepared layer", measure.name));
  measure.prepare(points, context, prepared);
  if (keeps_components(measure, context.options))
    write_components(points, context.backend,
                     prepared.subspan(own_bytes(measure, points.rows(), points.columns(), context.options)));
}

Comparison compare_layers(const Measure& measure, const PreparedLayer& first, const PreparedLayer& second,
                          const MeasureContext& context) {
  Comparison result;
  result.finding =
      check_shapes(measure, context.options, first.points, first.width, second.points, second.width);
  if (result.finding != Finding::none) return result;
  if (first.width == second.width || !keeps_components(measure, context.options))
    return measure.compare(first, second, context);
  const std::size_t width = std::min(first.width, second.width);
  const Projected a(measure, first, width, context), b(measure, second, width, context);
  return measure.compare(a.layer, b.layer, context);
}

}  // namespace netseam::similarity
