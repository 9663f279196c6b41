#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "rank_correlation.hpp"
#include "row_sums.hpp"
#include "unit_vector.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::similarity {
namespace {

std::size_t bytes_of(std::size_t n, std::size_t, const MeasureOptions&) {
  return unit_vector_bytes(triangle_size(n));
}
std::size_t scratch(std::size_t points, std::size_t width, const MeasureOptions&) {
  return gram_scratch_bytes(points, width) + triangle_size(points) * (sizeof(double) + sizeof(std::size_t));
}

/// Euclidean distances of all pairs of samples.
void fill_distances(core::MatrixView<const float> points, const MeasureContext& context,
                    std::span<double> packed) {
  const auto square = squared_distances(context.backend, points);
  pack_triangle(square.span(), points.rows(), packed,
                [](std::size_t, std::size_t, double value) { return std::sqrt(value); });
}

/// Fills `packed` with squared distances, whose order is that of the distances; returns what may be between
/// equal ones by the rounding of a Gram matrix.
double fill_squared_distances(core::MatrixView<const float> points, const MeasureContext& context,
                              std::span<double> packed) {
  const auto square = squared_distances(context.backend, points);
  pack_triangle(square.span(), points.rows(), packed,
                [](std::size_t, std::size_t, double value) { return value; });
  return 1e-12 * std::ranges::max(packed);
}

enum class Form { cosine, pearson, spearman };

template <Form form>
void prepare_vector(core::MatrixView<const float> points, const MeasureContext& context,
                    std::span<std::byte> prepared) {
  const std::size_t count = triangle_size(points.rows());
  const auto vector = unit_vector(prepared, count);
  if constexpr (form == Form::spearman) {
    const double tie = fill_squared_distances(points, context, vector);
    replace_by_mean_ranks(vector, tie);
  } else {
    fill_distances(points, context, vector);
  }
  double rounding = 0;
  if constexpr (form != Form::cosine) {
    const double mean = sum(vector) / static_cast<double>(count);
    rounding = 1e-12 * mean * std::sqrt(static_cast<double>(count));  // of equal distances, relative
    for (double& value : vector) value -= mean;
  }
  finish_unit_vector(prepared, count, rounding);
}

Comparison compare_vectors(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  return compare_unit_vectors(first, second, triangle_size(first.points));
}

/// Distances divided by their root mean square over all n^2 entries, as the Gromov-Wasserstein distances do.
void prepare_normalised(core::MatrixView<const float> points, const MeasureContext& context,
                        std::span<std::byte> prepared) {
  const auto vector = unit_vector(prepared, triangle_size(points.rows()));
  fill_distances(points, context, vector);
  const double scale = std::sqrt(2 * inner_product(vector, vector)) / static_cast<double>(points.rows());
  head(prepared, 0) = scale;
  for (double& value : vector) value = scale > 0 ? value / scale : 0;
}

Comparison compare_normalised(const PreparedLayer& first, const PreparedLayer& second,
                              const MeasureContext&) {
  if (head(first.bytes, 0) == 0 || head(second.bytes, 0) == 0)
    return {std::numeric_limits<double>::quiet_NaN(), Finding::constant_layer};
  const std::size_t n = first.points;
  const double loss = 2 * squared_difference(array<double>(first.bytes, triangle_size(n)),
                                             array<double>(second.bytes, triangle_size(n)));
  return {std::sqrt(loss) / (2 * static_cast<double>(n)), Finding::none};
}

/// Ranks of the distances, and behind them how many pairs of distances are not tied: 0 of a constant layer.
void prepare_ranks(core::MatrixView<const float> points, const MeasureContext& context,
                   std::span<std::byte> prepared) {
  const std::size_t count = triangle_size(points.rows());
  std::vector<double> packed(count);
  const double tie = fill_squared_distances(points, context, packed);
  const auto numbers = array<std::uint64_t>(prepared, count + 1);
  numbers[count] = dense_ranks(packed, tie, numbers.first(count));
}

Comparison compare_ranks(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  const std::size_t count = triangle_size(first.points);
  const auto a = array<std::uint64_t>(first.bytes, count + 1),
             b = array<std::uint64_t>(second.bytes, count + 1);
  if (a[count] == 0 || b[count] == 0)
    return {std::numeric_limits<double>::quiet_NaN(), Finding::constant_layer};
  return {kendall_tau_b(a.first(count), b.first(count), a[count], b[count]), Finding::none};
}

Measure matrix_measure(std::string_view name, std::string_view title, std::string_view source) {
  Measure row{};
  row.name = name;
  row.title = title;
  row.unit = "none";
  row.kind = data::MeasureKind::similarity;
  row.invariances = permutation | orthogonal | isotropic_scaling | translation;
  row.cost = "n^2 d of a layer; n^2 of a pair";
  row.source = source;
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 3; };
  row.prepared_bytes = bytes_of;
  row.scratch_bytes = scratch;
  row.compare = compare_vectors;
  row.distance_of_value = chord;
  return row;
}

}  // namespace

std::vector<Measure> distance_matrix_measures() {
  constexpr std::string_view rsa = "Kriegeskorte, Mur and Bandettini 2008, doi:10.3389/neuro.06.004.2008";
  Measure pearson = matrix_measure("rsa-pearson", "RSA, Pearson correlation of Euclidean distances", rsa);
  pearson.prepare = prepare_vector<Form::pearson>;
  Measure spearman =
      matrix_measure("rsa-spearman", "RSA, Spearman rank correlation of Euclidean distances", rsa);
  spearman.prepare = prepare_vector<Form::spearman>;
  spearman.cost = "n^2 (d + log n) of a layer; n^2 of a pair";
  Measure kendall =
      matrix_measure("rsa-kendall", "RSA, Kendall rank correlation (tau-b) of Euclidean distances", rsa);
  kendall.cost = "n^2 (d + log n) of a layer; n^2 log n of a pair";
  kendall.prepared_bytes = [](std::size_t n, std::size_t, const MeasureOptions&) -> std::size_t {
    return head_bytes + (triangle_size(n) + 1) * sizeof(std::uint64_t);
  };
  kendall.scratch_bytes = [](std::size_t n, std::size_t width, const MeasureOptions&) -> std::size_t {
    return gram_scratch_bytes(n, width) + 3 * triangle_size(n) * sizeof(std::uint64_t);
  };
  kendall.prepare = prepare_ranks;
  kendall.compare = compare_ranks;
  Measure cosine = matrix_measure("rsa-cosine", "RSA, cosine of Euclidean distances", rsa);
  cosine.prepare = prepare_vector<Form::cosine>;
  cosine.least_samples = [](const MeasureOptions&) -> std::size_t { return 2; };
  Measure identity =
      matrix_measure("identity-gw", "distance matrices, each sample matched with itself",
                     "Memoli 2011, doi:10.1007/s10208-011-9093-5, section 5, identity coupling");
  identity.kind = data::MeasureKind::distance;
  identity.metric = true;
  identity.least_samples = [](const MeasureOptions&) -> std::size_t { return 2; };
  identity.prepare = prepare_normalised;
  identity.compare = compare_normalised;
  identity.distance_of_value = [](double value) { return value; };
  return {pearson, spearman, kendall, cosine, identity};
}

}  // namespace netseam::similarity
