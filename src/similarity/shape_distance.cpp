#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::similarity {
namespace {

std::size_t kept_columns(std::size_t n, std::size_t width) { return std::min(n, width); }

std::size_t bytes_of(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + n * kept_columns(n, width) * sizeof(double);
}
std::size_t scratch(std::size_t n, std::size_t width, const MeasureOptions&) {
  const std::size_t k = kept_columns(n, width);
  return sizeof(double) * (2 * n * width + n * k + 8 * k * k);
}

/// Centred points; of layers wider than n their principal coordinates, n columns with the same Gram matrix.
/// The head has the norm, and 0 where the layer is constant.
void prepare(core::MatrixView<const float> points, const MeasureContext& context,
             std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns(), k = kept_columns(n, width);
  const auto coordinates = array<double>(prepared, n * k);
  auto centred = centred_points(points);
  if (width <= n) {
    std::ranges::copy(centred.span(), coordinates.begin());
  } else {
    const auto svd = context.backend.thin_singular_value_decomposition({centred.data(), n, width});
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < k; ++c) coordinates[i * k + c] = svd.left[i * k + c] * svd.value[c];
  }
  head(prepared, 0) = std::sqrt(inner_product(coordinates, coordinates));
}

core::MatrixView<const double> coordinates_of(const PreparedLayer& layer) {
  const std::size_t k = kept_columns(layer.points, layer.width);
  return {array<double>(layer.bytes, layer.points * k).data(), layer.points, k};
}

/// Sum of the singular values of X'Y: the largest inner product that a rotation of one layer gives.
double nuclear_norm(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext& context) {
  const auto x = coordinates_of(first), y = coordinates_of(second);
  core::AlignedBuffer<double> product(x.columns() * y.columns());
  const core::MatrixView<double> view(product.data(), x.columns(), y.columns());
  context.backend.multiply(linalg::Transpose::yes, linalg::Transpose::no, 1.0, x, y, 0.0, view);
  return sum(context.backend.singular_values(view));
}

Comparison compare_procrustes(const PreparedLayer& first, const PreparedLayer& second,
                              const MeasureContext& context) {
  const double a = head(first.bytes, 0), b = head(second.bytes, 0);
  const double square = a * a + b * b - 2 * nuclear_norm(first, second, context);
  return {std::sqrt(std::max(square, 0.0) / static_cast<double>(first.points)), Finding::none};
}

Comparison compare_angle(const PreparedLayer& first, const PreparedLayer& second,
                         const MeasureContext& context) {
  const double a = head(first.bytes, 0), b = head(second.bytes, 0);
  if (a == 0 || b == 0) return {std::numeric_limits<double>::quiet_NaN(), Finding::constant_layer};
  return {std::acos(std::clamp(nuclear_norm(first, second, context) / (a * b), -1.0, 1.0)), Finding::none};
}

}  // namespace

std::vector<Measure> shape_measures() {
  Measure row{};
  row.kind = data::MeasureKind::distance;
  row.metric = true;
  row.cost = "n d of a layer (n^2 d where d > n); n d^2 + d^3 of a pair, with min(n, d) for d";
  row.source = "Williams, Kunz, Kornblith and Linderman 2021, arXiv:2110.14739, section 2.2";
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 2; };
  row.prepared_bytes = bytes_of;
  row.scratch_bytes = scratch;
  row.prepare = prepare;
  row.distance_of_value = [](double value) { return value; };
  Measure procrustes = row, angle = row;
  procrustes.name = "procrustes";
  procrustes.title = "orthogonal Procrustes distance, root mean square over samples";
  procrustes.unit = "of the activations";
  procrustes.invariances = permutation | orthogonal | translation;
  procrustes.compare = compare_procrustes;
  angle.name = "angular-shape";
  angle.title = "angular shape distance";
  angle.unit = "radian";
  angle.invariances = permutation | orthogonal | isotropic_scaling | translation;
  angle.compare = compare_angle;
  return {procrustes, angle};
}

}  // namespace netseam::similarity
