#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/assignment/permutation.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::similarity {
namespace {

using linalg::Transpose;

constexpr std::size_t rows_at_once = 256, columns_at_once = 256;
/// Where |x|^2 + |y|^2 - 2 x y is no more than this share of its terms it has fewer digits than a float.
constexpr double lost_share = 1e-7;

// prepared: the points (n x d), their mean (d) and the squared norms of the points less their mean (n)

std::size_t point_bytes(std::size_t n, std::size_t width) {
  return core::padded<float>(n * width) * sizeof(float);
}
std::size_t bytes_of(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + point_bytes(n, width) + (width + n) * sizeof(double);
}
std::size_t scratch(std::size_t n, std::size_t, const MeasureOptions&) {
  return n * core::padded<float>(n) * sizeof(float) + assignment::AssignmentSolver::workspace_bytes(n) +
         sizeof(double) * (std::min(n, rows_at_once) * (n + columns_at_once) + n * columns_at_once);
}

/// A cloud of points that has its mean and norms.
struct Cloud {
  explicit Cloud(const PreparedLayer& layer)
      : points(array<float>(layer.bytes, layer.points * layer.width).data(), layer.points, layer.width) {
    const auto numbers =
        array<double>(layer.bytes, layer.width + layer.points, point_bytes(layer.points, layer.width));
    mean = numbers.first(layer.width);
    norm = numbers.subspan(layer.width);
  }
  core::MatrixView<const float> points;
  std::span<const double> mean, norm;
};

void prepare(core::MatrixView<const float> points, const MeasureContext&, std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns();
  const auto copy = array<float>(prepared, n * width);
  const auto numbers = array<double>(prepared, width + n, point_bytes(n, width));
  std::ranges::copy(column_means(points), numbers.begin());
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = points.row(i);
    std::ranges::copy(row, copy.begin() + static_cast<std::ptrdiff_t>(i * width));
    numbers[width + i] = sum_of(width, [&](std::size_t c) {
      const double value = static_cast<double>(row[c]) - numbers[c];
      return value * value;
    });
  }
}

/// Rows first .. first + count - 1 and `columns` columns from `begin` on of the points less their mean,
/// count x columns.
void copy_centred(const Cloud& cloud, std::size_t first, std::size_t count, std::size_t begin,
                  std::size_t columns, std::span<double> block) {
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t c = 0; c < columns; ++c)
      block[i * columns + c] =
          static_cast<double>(cloud.points(first + i, begin + c)) - cloud.mean[begin + c];
}

/// |x - y|^2 of two rows less their means; the shorter one counts as if zeros followed.
double centred_distance(const Cloud& x, std::size_t i, const Cloud& y, std::size_t j) {
  const auto value = [](const Cloud& cloud, std::size_t row, std::size_t c) {
    return c < cloud.mean.size() ? static_cast<double>(cloud.points(row, c)) - cloud.mean[c] : 0.0;
  };
  return sum_of(std::max(x.mean.size(), y.mean.size()), [&](std::size_t c) {
    const double difference = value(x, i, c) - value(y, j, c);
    return difference * difference;
  });
}

/// The costs of matching rows first .. first + count - 1 of x with rows of y: squared distances of the points
/// less the mean of their cloud (which changes all permutations alike), times `scale`. Formed in float64
/// from inner products, and from differences where these cancel.
void fill_costs(const Cloud& x, const Cloud& y, std::size_t first, std::size_t count, double scale,
                const linalg::DenseBackend& backend, core::MatrixView<float> cost) {
  const std::size_t n = y.points.rows(), common = std::min(x.mean.size(), y.mean.size());
  core::AlignedBuffer<double> product(count * n), x_block(count * columns_at_once),
      y_block(n * columns_at_once);
  for (std::size_t begin = 0; begin < common; begin += columns_at_once) {
    const std::size_t columns = std::min(columns_at_once, common - begin);
    copy_centred(x, first, count, begin, columns, x_block.span());
    copy_centred(y, 0, n, begin, columns, y_block.span());
    backend.multiply(Transpose::no, Transpose::yes, 1.0,
                     core::MatrixView<const double>(x_block.data(), count, columns),
                     core::MatrixView<const double>(y_block.data(), n, columns), begin == 0 ? 0.0 : 1.0,
                     {product.data(), count, n});
  }
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double norms = x.norm[first + i] + y.norm[j];
      double square = norms - 2 * product[i * n + j];
      if (square <= lost_share * norms) square = centred_distance(x, first + i, y, j);
      cost(first + i, j) = static_cast<float>(scale * square);
    }
}

/// The permutation of least total cost: with it rows of x meet rows of y.
std::vector<std::int32_t> best_match(const Cloud& x, const Cloud& y, const linalg::DenseBackend& backend) {
  const std::size_t n = x.points.rows(), stride = core::padded<float>(n);
  const double largest = 2 * (std::ranges::max(x.norm) + std::ranges::max(y.norm));
  auto match = assignment::identity_permutation(n);
  if (largest == 0) return match;
  core::AlignedBuffer<float> values(n * stride);
  const core::MatrixView<float> cost(values.data(), n, n, stride);
  for (std::size_t first = 0; first < n; first += rows_at_once)
    fill_costs(x, y, first, std::min(rows_at_once, n - first), 1 / largest, backend, cost);
  assignment::AssignmentSolver solver(n);
  solver.begin(cost);
  solver.solve(cost, match);
  std::ranges::copy(solver.column_of_row(), match.begin());
  return match;
}

/// |x - y|^2 of two rows as they are.
double distance(std::span<const float> x, std::span<const float> y) {
  const std::size_t common = std::min(x.size(), y.size());
  const auto rest = (x.size() > common ? x : y).subspan(common);
  return sum_of(common,
                [&](std::size_t c) {
                  const double difference = static_cast<double>(x[c]) - static_cast<double>(y[c]);
                  return difference * difference;
                }) +
         sum_of(rest.size(),
                [&](std::size_t c) { return static_cast<double>(rest[c]) * static_cast<double>(rest[c]); });
}

/// sqrt((1/n) sum_i |x_i - y_p(i)|^2) for the best p, over differences in float64. Arithmetic of the
/// assignment is float32: the square may be above the minimum by some 2^-21 of the largest squared distance
/// of the centred points.
Comparison compare(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext& context) {
  const Cloud x(first), y(second);
  const auto match = best_match(x, y, context.backend);
  double total = 0;
  for (std::size_t i = 0; i < match.size(); ++i)
    total += distance(x.points.row(i), y.points.row(static_cast<std::size_t>(match[i])));
  return {std::sqrt(total / static_cast<double>(match.size())), Finding::none};
}

}  // namespace

std::vector<Measure> exact_wasserstein_measures() {
  Measure row{};
  row.name = "wasserstein";
  row.title = "Wasserstein-2 distance of the points, each matched with one of the other layer";
  row.unit = "of the activations";
  row.kind = data::MeasureKind::distance;
  row.invariances = sample_order;
  row.metric = true;
  row.equal_widths = true;
  row.cost = "n d of a layer; n^2 d + n^3 of a pair, with n^2 floats";
  row.source = "Peyre and Cuturi 2019, doi:10.1561/2200000073, prop. 2.1: the best coupling is a permutation";
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 1; };
  row.prepared_bytes = bytes_of;
  row.scratch_bytes = scratch;
  row.prepare = prepare;
  row.compare = compare;
  row.distance_of_value = [](double value) { return value; };
  return {row};
}

}  // namespace netseam::similarity
