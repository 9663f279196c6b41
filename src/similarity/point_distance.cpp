#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace netseam::similarity {
namespace {

std::size_t bytes_of(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + n * width * sizeof(float);
}

void prepare(core::MatrixView<const float> points, const MeasureContext&, std::span<std::byte> prepared) {
  const auto copy = array<float>(prepared, points.rows() * points.columns());
  for (std::size_t i = 0; i < points.rows(); ++i)
    std::ranges::copy(points.row(i), copy.begin() + static_cast<std::ptrdiff_t>(i * points.columns()));
}

std::span<const float> row_of(const PreparedLayer& layer, std::size_t i) {
  return array<float>(layer.bytes, layer.points * layer.width).subspan(i * layer.width, layer.width);
}

double product(std::span<const float> x, std::span<const float> y) {
  return sum_of(std::min(x.size(), y.size()),
                [&](std::size_t c) { return static_cast<double>(x[c]) * static_cast<double>(y[c]); });
}

/// The shorter row counts as if zeros followed.
double squared_distance(std::span<const float> x, std::span<const float> y) {
  const std::size_t common = std::min(x.size(), y.size());
  const auto rest = (x.size() > common ? x : y).subspan(common);
  return product(rest, rest) + sum_of(common, [&](std::size_t c) {
           const double difference = static_cast<double>(x[c]) - static_cast<double>(y[c]);
           return difference * difference;
         });
}

Comparison compare_euclidean(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  double total = 0;
  for (std::size_t i = 0; i < first.points; ++i)
    total += std::sqrt(squared_distance(row_of(first, i), row_of(second, i)));
  return {total / static_cast<double>(first.points), Finding::none};
}

/// Mean of of_cosine over the samples that have a direction in both layers.
template <class OfCosine>
Comparison mean_over_directions(const PreparedLayer& first, const PreparedLayer& second,
                                const OfCosine& of_cosine) {
  double total = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < first.points; ++i) {
    const auto x = row_of(first, i), y = row_of(second, i);
    const double norms = product(x, x) * product(y, y);
    if (norms == 0) continue;
    total += of_cosine(std::clamp(product(x, y) / std::sqrt(norms), -1.0, 1.0));
    ++count;
  }
  if (count == 0) return {std::numeric_limits<double>::quiet_NaN(), Finding::constant_layer};
  return {total / static_cast<double>(count), count < first.points ? Finding::zero_rows : Finding::none};
}

Comparison compare_cosine(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  return mean_over_directions(first, second, [](double cosine) { return 1 - cosine; });
}
Comparison compare_angular(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  return mean_over_directions(first, second,
                              [](double cosine) { return std::acos(cosine) / std::numbers::pi; });
}

}  // namespace

std::vector<Measure> point_measures() {
  Measure row{};
  row.unit = "none";
  row.kind = data::MeasureKind::distance;
  row.equal_widths = true;
  row.cost = "n d of a layer; n d of a pair";
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 1; };
  row.prepared_bytes = bytes_of;
  row.scratch_bytes = [](std::size_t, std::size_t, const MeasureOptions&) -> std::size_t { return 0; };
  row.prepare = prepare;
  row.distance_of_value = [](double value) { return value; };
  Measure euclidean = row, cosine = row, angular = row;
  euclidean.name = "euclidean";
  euclidean.title = "mean Euclidean distance of the two outputs of a sample";
  euclidean.unit = "of the activations";
  euclidean.metric = true;
  euclidean.source = "mean over i of |x_i - y_i|";
  euclidean.compare = compare_euclidean;
  cosine.name = "cosine";
  cosine.title = "mean of 1 - cosine of the two outputs of a sample";
  cosine.invariances = isotropic_scaling;
  cosine.source =
      "mean over i of 1 - cos(x_i, y_i); Men et al. 2024, arXiv:2403.03853, eq. 1 (Block Influence)";
  cosine.compare = compare_cosine;
  angular.name = "angular";
  angular.title = "mean angle of the two outputs of a sample, 1 = opposite";
  angular.invariances = isotropic_scaling;
  angular.metric = true;
  angular.source = "Gromov et al. 2024, arXiv:2403.17887, eq. 5, averaged over samples";
  angular.compare = compare_angular;
  return {euclidean, cosine, angular};
}

}  // namespace netseam::similarity
