#include "measure_groups.hpp"

#include "layer_groups.hpp"
#include "ordinary_groups.hpp"
#include "twin_null.hpp"

#include "netseam/data/layer_pairs.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

using Kind = SampleVariant::Kind;

/// Distances on all draws of a variant, P x count, on the root; nothing on the other ranks. Root-local.
std::vector<double> read_draws(const MeasureGroups& all, std::size_t number, SampleVariant variant,
                               std::size_t count) {
  if (!all.communicator.is_root()) return {};
  const std::size_t pairs = data::pair_count(all.input.shapes.size());
  std::vector<double> values(pairs * count);
  for (variant.draw = 0; variant.draw < count; ++variant.draw) {
    const auto distances = all.shards.read_distances(number, variant);
    for (std::size_t pair = 0; pair < pairs; ++pair) values[pair * count + variant.draw] = distances[pair];
  }
  return values;
}

GroupingInput grouping_input(const MeasureGroups& all, std::vector<double> value) {
  GroupingInput grouped;
  grouped.layers = all.input.shapes.size();
  grouped.value = std::move(value);
  grouped.seed = all.config.study.seed;
  return grouped;
}

/// On how many of `count` draws, P x count, a pair has no value.
std::size_t incomplete_draws(const std::vector<double>& values, std::size_t count) {
  std::size_t incomplete = 0;
  for (std::size_t draw = 0; draw < count; ++draw) {
    bool whole = true;
    for (std::size_t place = draw; place < values.size(); place += count)
      whole = whole && std::isfinite(values[place]);
    if (!whole) ++incomplete;
  }
  return incomplete;
}

void test_against_twins(const MeasureGroups& all, std::size_t number, data::MeasureMatrix& matrix) {
  const std::size_t halves = all.config.layers.half_samples;
  std::vector<std::vector<double>> of_twin;
  std::vector<double> own;
  parallel::agree(all.communicator, [&] {
    own = read_draws(all, number, {Kind::half}, halves);
    for (std::size_t twin = 0; twin < all.twins.size(); ++twin)
      of_twin.push_back(read_draws(all, number, {Kind::half, 0, twin + 1}, halves));
  });
  std::vector<std::size_t> incomplete;
  for (const auto& values : of_twin) incomplete.push_back(incomplete_draws(values, halves));
  incomplete = parallel::broadcast(all.communicator, incomplete);
  for (std::size_t twin = 0; twin < all.twins.size(); ++twin)
    if (incomplete[twin] > 0)
      matrix.note.push_back(fmt::format(
          "untrained network {}: {} of {} resamples have pairs without a value and are no evidence",
          all.twins[twin].name, incomplete[twin], halves));
  test_by_twins(all.communicator, grouping::PairValue::distance, all.input.shapes.size(), own, of_twin,
                matrix.segmentation);
}

void compare_with_ordinary(const MeasureGroups& all, std::size_t number, data::MeasureMatrix& matrix) {
  auto ordinary = parallel::agree(all.communicator, [&] {
    return all.communicator.is_root() ? all.shards.read_distances(number, {Kind::ordinary})
                                      : std::vector<double>{};
  });
  ordinary = parallel::broadcast(all.communicator, ordinary);
  if (!all_finite(ordinary)) return;
  matrix.note.push_back(ordinary_groups_note(all.communicator, all.input, all.ordinary_rows.size(),
                                             grouping_input(all, std::move(ordinary)), matrix.segmentation));
}

}  // namespace

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

std::size_t null_replicates(const Config& config, const similarity::Measure& measure) {
  return (measure.invariances & similarity::sample_order) != 0 ? 0 : config.layers.null;
}

void group_by_measure(const MeasureGroups& all, const similarity::Measure& measure, std::size_t number,
                      data::MeasureMatrix& matrix) {
  matrix.segmentation.criterion = matrix.segmentation.cost = {0};
  if (!all_finite(matrix.distance)) {
    matrix.note.emplace_back("not grouped: some pairs have no value");
    return;
  }
  auto grouped = grouping_input(all, matrix.distance);
  grouped.null_model = fmt::format("{} times the rows of every layer shuffled", all.config.layers.null);
  parallel::agree(all.communicator, [&] {
    grouped.resampled = read_draws(all, number, {Kind::half}, all.config.layers.half_samples);
    grouped.null = read_draws(all, number, {Kind::shuffled}, null_replicates(all.config, measure));
  });
  matrix.segmentation = find_groups(all.communicator, grouped, all.input.segmentation);
}

bool has_twin_test(const MeasureGroups& all, const data::MeasureMatrix& matrix) {
  return !all.twins.empty() && !matrix.segmentation.border.empty();
}

void check_measure_groups(const MeasureGroups& all, std::size_t number, data::MeasureMatrix& matrix) {
  if (!all_finite(matrix.distance)) return;
  if (has_twin_test(all, matrix)) test_against_twins(all, number, matrix);
  if (all.ordinary_rows.size() < all.input.rows.size()) compare_with_ordinary(all, number, matrix);
}

}  // namespace netseam::pipeline
