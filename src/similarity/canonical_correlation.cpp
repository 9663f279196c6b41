#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::similarity {
namespace {

std::size_t most_dimensions(std::size_t n, std::size_t width) { return std::min(n, width); }

std::size_t basis_bytes(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + n * most_dimensions(n, width) * sizeof(double);
}
std::size_t weighted_bytes(std::size_t n, std::size_t width, const MeasureOptions& options) {
  return basis_bytes(n, width, options) + most_dimensions(n, width) * width * sizeof(double);
}
std::size_t scratch(std::size_t n, std::size_t width, const MeasureOptions&) {
  const std::size_t k = most_dimensions(n, width);
  return sizeof(double) * (3 * n * width + 2 * n * k + k * width + 10 * k * k);
}

/// Singular values that count: those above what float32 rounding of the points makes of a 0.
std::size_t numerical_rank(const std::vector<double>& value, std::size_t n, std::size_t width) {
  const double least = value.empty() ? 0 : value[0] * static_cast<double>(std::max(n, width)) * 0x1p-24;
  const auto counts = [&](double v) { return v > least; };
  return static_cast<std::size_t>(std::ranges::count_if(value, counts));
}

/// The fewest components that keep the share `variance` of the variance.
std::size_t components_of_variance(const std::vector<double>& value, std::size_t rank, double variance) {
  const double total = inner_product(value, value);
  double kept = 0;
  for (std::size_t k = 0; k < rank; ++k) {
    kept += value[k] * value[k];
    if (kept >= variance * total) return k + 1;
  }
  return rank;
}

enum class Form { plain, truncated, weighted };

/// Head: dimensions kept. Then an orthonormal basis of the centred points (n x most, the first columns), and
/// for projection weights the points in that basis (most x width, the first rows).
template <Form form>
void prepare(core::MatrixView<const float> points, const MeasureContext& context,
             std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns(), most = most_dimensions(n, width);
  auto centred = centred_points(points);
  const auto svd = context.backend.thin_singular_value_decomposition({centred.data(), n, width});
  std::size_t kept = numerical_rank(svd.value, n, width);
  if constexpr (form == Form::truncated)
    kept = components_of_variance(svd.value, kept, context.options.variance);
  head(prepared, 0) = static_cast<double>(kept);
  std::ranges::copy(svd.left, array<double>(prepared, n * most).begin());
  if constexpr (form == Form::weighted) {
    const auto in_basis = array<double>(prepared, most * width, n * most * sizeof(double));
    for (std::size_t k = 0; k < most; ++k)
      for (std::size_t c = 0; c < width; ++c)
        in_basis[k * width + c] = svd.value[k] * svd.right[k * width + c];
  }
}

std::size_t dimensions(const PreparedLayer& layer) { return static_cast<std::size_t>(head(layer.bytes, 0)); }

core::MatrixView<const double> basis(const PreparedLayer& layer) {
  const std::size_t most = most_dimensions(layer.points, layer.width);
  return {array<double>(layer.bytes, layer.points * most).data(), layer.points, dimensions(layer), most};
}

/// The points in the basis: dimensions x width.
core::MatrixView<const double> in_basis(const PreparedLayer& layer) {
  const std::size_t most = most_dimensions(layer.points, layer.width);
  const std::size_t skipped = layer.points * most * sizeof(double);
  return {array<double>(layer.bytes, most * layer.width, skipped).data(), dimensions(layer), layer.width};
}

Finding check(const PreparedLayer& first, const PreparedLayer& second) {
  const std::size_t least = std::min(dimensions(first), dimensions(second));
  if (least == 0) return Finding::constant_layer;
  const std::size_t most = std::max(dimensions(first), dimensions(second));
  return most + 1 >= first.points ? Finding::spans_all_samples : Finding::none;
}

core::AlignedBuffer<double> basis_product(const PreparedLayer& first, const PreparedLayer& second,
                                          const MeasureContext& context) {
  const auto x = basis(first), y = basis(second);
  core::AlignedBuffer<double> product(x.columns() * y.columns());
  context.backend.multiply(linalg::Transpose::yes, linalg::Transpose::no, 1.0, x, y, 0.0,
                           {product.data(), x.columns(), y.columns()});
  return product;
}

/// Mean of the canonical correlations.
Comparison compare_mean(const PreparedLayer& first, const PreparedLayer& second,
                        const MeasureContext& context) {
  const Finding finding = check(first, second);
  if (finding != Finding::none) return {std::numeric_limits<double>::quiet_NaN(), finding};
  auto product = basis_product(first, second, context);
  const auto correlation =
      context.backend.singular_values({product.data(), dimensions(first), dimensions(second)});
  const double total =
      sum_of(correlation.size(), [&](std::size_t k) { return std::min(correlation[k], 1.0); });
  return {total / static_cast<double>(correlation.size()), Finding::none};
}

/// Mean of the correlations, each weighted by how much of the layer its canonical variable carries: the sum
/// over features of |<variable, feature>|. direction: count x dimensions, the variables in the basis.
double weighted_mean(const std::vector<double>& correlation, core::MatrixView<const double> direction,
                     linalg::Transpose transpose, const PreparedLayer& layer, const MeasureContext& context) {
  const auto points = in_basis(layer);
  core::AlignedBuffer<double> carried(correlation.size() * points.columns());
  context.backend.multiply(transpose, linalg::Transpose::no, 1.0, direction, points, 0.0,
                           {carried.data(), correlation.size(), points.columns()});
  double total = 0, weights = 0;
  for (std::size_t k = 0; k < correlation.size(); ++k) {
    const auto row = carried.span().subspan(k * points.columns(), points.columns());
    const double weight = sum_of(row.size(), [&](std::size_t c) { return std::abs(row[c]); });
    total += weight * std::min(correlation[k], 1.0);
    weights += weight;
  }
  return total / weights;
}

/// Weights are those of the layer of fewer dimensions, as in the authors' code; of both, and the mean is
/// taken, where they have equally many.
Comparison compare_weighted(const PreparedLayer& first, const PreparedLayer& second,
                            const MeasureContext& context) {
  const Finding finding = check(first, second);
  if (finding != Finding::none) return {std::numeric_limits<double>::quiet_NaN(), finding};
  auto product = basis_product(first, second, context);
  const std::size_t a = dimensions(first), b = dimensions(second), count = std::min(a, b);
  const auto svd = context.backend.thin_singular_value_decomposition({product.data(), a, b});
  const auto of_first = [&] {
    return weighted_mean(svd.value, {svd.left.data(), a, count}, linalg::Transpose::yes, first, context);
  };
  const auto of_second = [&] {
    return weighted_mean(svd.value, {svd.right.data(), count, b}, linalg::Transpose::no, second, context);
  };
  if (a < b) return {of_first(), Finding::none};
  if (b < a) return {of_second(), Finding::none};
  return {(of_first() + of_second()) / 2, Finding::none};
}

}  // namespace

std::vector<Measure> canonical_correlation_measures() {
  Measure row{};
  row.unit = "none";
  row.kind = data::MeasureKind::similarity;
  row.cost = "n d^2 of a layer; n d^2 + d^3 of a pair, with min(n, d) for d";
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 3; };
  row.prepared_bytes = basis_bytes;
  row.scratch_bytes = scratch;
  row.compare = compare_mean;
  row.distance_of_value = [](double value) { return 1 - value; };
  Measure mean = row, truncated = row, weighted = row;
  mean.name = "cca";
  mean.title = "mean canonical correlation";
  mean.invariances = permutation | orthogonal | invertible_linear | isotropic_scaling | translation;
  mean.source = "Hotelling 1936, doi:10.1093/biomet/28.3-4.321; Raghu et al. 2017, arXiv:1706.05806";
  mean.prepare = prepare<Form::plain>;
  truncated.name = "svcca";
  truncated.title = "mean canonical correlation of principal components";
  truncated.invariances = permutation | orthogonal | isotropic_scaling | translation;
  truncated.source = "Raghu et al. 2017, arXiv:1706.05806";
  truncated.settings = [](const MeasureOptions& options) {
    return fmt::format("{:g} % of the variance", 100 * options.variance);
  };
  truncated.prepare = prepare<Form::truncated>;
  weighted.name = "pwcca";
  weighted.title = "projection-weighted canonical correlation";
  weighted.invariances = permutation | isotropic_scaling | translation;
  weighted.source = "Morcos, Raghu and Bengio 2018, arXiv:1806.05759, eq. 4 and 5";
  weighted.prepared_bytes = weighted_bytes;
  weighted.prepare = prepare<Form::weighted>;
  weighted.compare = compare_weighted;
  return {mean, truncated, weighted};
}

}  // namespace netseam::similarity
