#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include "netseam/core/random_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::similarity {
namespace {

using linalg::Transpose;

/// The numbers a (of length a) and b less each other; the shorter counts as if zeros followed.
double padded_squared_difference(std::span<const double> a, std::span<const double> b) {
  const std::size_t common = std::min(a.size(), b.size());
  const auto rest = (a.size() > common ? a : b).subspan(common);
  return squared_difference(a.first(common), b.first(common)) + inner_product(rest, rest);
}

// sliced Wasserstein: sorted projections, projections x n

constexpr std::size_t samples_at_once = 256;

std::size_t sliced_bytes(std::size_t n, std::size_t, const MeasureOptions& options) {
  return head_bytes + options.projections * n * sizeof(double);
}
std::size_t sliced_scratch(std::size_t, std::size_t width, const MeasureOptions& options) {
  return sizeof(double) *
         (width * (options.projections + samples_at_once) + samples_at_once * options.projections);
}

/// Directions are standard normal vectors and coordinate k of one is the same number at every width, so that
/// a narrower layer counts as if its features were followed by zeros.
core::AlignedBuffer<double> directions(std::size_t width, const MeasureOptions& options) {
  core::AlignedBuffer<double> direction(options.projections * width);
  for (std::size_t p = 0; p < options.projections; ++p) {
    core::RandomStream random(options.seed, p, core::Purpose::projection);
    for (std::size_t c = 0; c < width; ++c) direction[p * width + c] = random.normal();
  }
  return direction;
}

void prepare_sliced(core::MatrixView<const float> points, const MeasureContext& context,
                    std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns(), count = context.options.projections;
  const auto direction = directions(width, context.options);
  const auto projected = array<double>(prepared, count * n);
  core::AlignedBuffer<double> block(samples_at_once * width);
  for (std::size_t begin = 0; begin < n; begin += samples_at_once) {
    const std::size_t rows = std::min(samples_at_once, n - begin);
    for (std::size_t i = 0; i < rows; ++i) std::ranges::copy(points.row(begin + i), block.data() + i * width);
    context.backend.multiply(Transpose::no, Transpose::yes, 1.0,
                             core::MatrixView<const double>(direction.data(), count, width),
                             core::MatrixView<const double>(block.data(), rows, width), 0.0,
                             {projected.data() + begin, count, rows, n});
  }
  for (std::size_t p = 0; p < count; ++p) std::sort(projected.data() + p * n, projected.data() + (p + 1) * n);
}

Comparison compare_sliced(const PreparedLayer& first, const PreparedLayer& second,
                          const MeasureContext& context) {
  const std::size_t count = context.options.projections * first.points;
  const double total =
      squared_difference(array<double>(first.bytes, count), array<double>(second.bytes, count));
  return {std::sqrt(total / static_cast<double>(count)), Finding::none};
}

// Bures: mean (width), then A (min(n, d) x d) with A'A = X'X / n of the centred points X

std::size_t gaussian_bytes(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + (1 + std::min(n, width)) * width * sizeof(double);
}
std::size_t gaussian_scratch(std::size_t n, std::size_t width, const MeasureOptions&) {
  const std::size_t k = std::min(n, width);
  return sizeof(double) * (2 * n * width + n * k + k * width + 9 * k * k);
}

void prepare_gaussian(core::MatrixView<const float> points, const MeasureContext& context,
                      std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns(), k = std::min(n, width);
  std::ranges::copy(column_means(points), array<double>(prepared, width).begin());
  const auto root = array<double>(prepared, k * width, width * sizeof(double));
  auto centred = centred_points(points);
  if (width < n) {
    const auto svd = context.backend.thin_singular_value_decomposition({centred.data(), n, width});
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t c = 0; c < width; ++c) root[i * width + c] = svd.value[i] * svd.right[i * width + c];
  } else {
    std::ranges::copy(centred.span(), root.begin());
  }
  for (double& value : root) value /= std::sqrt(static_cast<double>(n));
  head(prepared, 0) = inner_product(root, root);
}

/// W_2^2 of normal distributions of the same means and covariances: |m1 - m2|^2 + tr S1 + tr S2 -
/// 2 tr (S1^1/2 S2 S1^1/2)^1/2, where the last trace is the nuclear norm of A1 A2'.
Comparison compare_gaussian(const PreparedLayer& first, const PreparedLayer& second,
                            const MeasureContext& context) {
  const auto mean = [](const PreparedLayer& layer) { return array<double>(layer.bytes, layer.width); };
  const auto root = [](const PreparedLayer& layer, std::size_t columns) {
    const std::size_t k = std::min(layer.points, layer.width);
    const auto values = array<double>(layer.bytes, k * layer.width, layer.width * sizeof(double));
    return core::MatrixView<const double>(values.data(), k, columns, layer.width);
  };
  const std::size_t common = std::min(first.width, second.width);
  const auto a = root(first, common), b = root(second, common);
  core::AlignedBuffer<double> product(a.rows() * b.rows());
  const core::MatrixView<double> view(product.data(), a.rows(), b.rows());
  context.backend.multiply(Transpose::no, Transpose::yes, 1.0, a, b, 0.0, view);
  const double square = padded_squared_difference(mean(first), mean(second)) + head(first.bytes, 0) +
                        head(second.bytes, 0) - 2 * sum(context.backend.singular_values(view));
  return {std::sqrt(std::max(square, 0.0)), Finding::none};
}

// maximum mean discrepancy: head = median of squared distances; squared distances above the diagonal, squared
// norms, points (n x d)

std::size_t mmd_count(std::size_t n, std::size_t width) { return triangle_size(n) + n + n * width; }
std::size_t mmd_bytes(std::size_t n, std::size_t width, const MeasureOptions&) {
  return head_bytes + mmd_count(n, width) * sizeof(double);
}
std::size_t mmd_scratch(std::size_t n, std::size_t width, const MeasureOptions&) {
  return gram_scratch_bytes(n, width) + triangle_size(n) * sizeof(double);
}

void prepare_mmd(core::MatrixView<const float> points, const MeasureContext& context,
                 std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), width = points.columns();
  const auto numbers = array<double>(prepared, mmd_count(n, width));
  const auto packed = numbers.first(triangle_size(n)), norm = numbers.subspan(packed.size(), n),
             copy = numbers.subspan(packed.size() + n);
  {
    const auto square = squared_distances(context.backend, points);
    pack_triangle(square.span(), n, packed, [](std::size_t, std::size_t, double value) { return value; });
  }
  std::vector<double> reordered(packed.begin(), packed.end());
  head(prepared, 0) = upper_median(reordered);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = copy.subspan(i * width, width);
    std::ranges::copy(points.row(i), row.begin());
    norm[i] = inner_product(row, row);
  }
}

/// Mean of the kernel over all n^2 pairs of samples of one layer.
double mean_kernel(std::span<const double> packed, std::size_t n, double factor) {
  const double half = sum_of(packed.size(), [&](std::size_t k) { return std::exp(factor * packed[k]); });
  return (static_cast<double>(n) + 2 * half) / (static_cast<double>(n) * static_cast<double>(n));
}

/// The same over pairs of a sample of each layer.
double mean_cross_kernel(const PreparedLayer& first, const PreparedLayer& second,
                         const MeasureContext& context, double factor) {
  const std::size_t n = first.points, common = std::min(first.width, second.width);
  const auto rest = [n](const PreparedLayer& layer) {
    return array<double>(layer.bytes, mmd_count(n, layer.width)).subspan(triangle_size(n));
  };
  const auto a = rest(first), b = rest(second);
  core::AlignedBuffer<double> product(n * n);
  context.backend.multiply(Transpose::no, Transpose::yes, 1.0,
                           core::MatrixView<const double>(a.data() + n, n, common, first.width),
                           core::MatrixView<const double>(b.data() + n, n, common, second.width), 0.0,
                           {product.data(), n, n});
  double total = 0;
  for (std::size_t i = 0; i < n; ++i)
    total += sum_of(n, [&](std::size_t j) {
      return std::exp(factor * std::max(a[i] + b[j] - 2 * product[i * n + j], 0.0));
    });
  return total / (static_cast<double>(n) * static_cast<double>(n));
}

/// Kernel exp(-d^2 / (2 s^2)), s^2 = kernel_width^2 times the mean of the layers' median squared distances.
Comparison compare_mmd(const PreparedLayer& first, const PreparedLayer& second,
                       const MeasureContext& context) {
  const double width = context.options.kernel_width;
  const double bandwidth = width * width * (head(first.bytes, 0) + head(second.bytes, 0)) / 2;
  if (bandwidth == 0) return {std::numeric_limits<double>::quiet_NaN(), Finding::constant_layer};
  const double factor = -1 / (2 * bandwidth);
  const std::size_t n = first.points;
  const auto packed = [n](const PreparedLayer& layer) {
    return array<double>(layer.bytes, triangle_size(n));
  };
  const double square = mean_kernel(packed(first), n, factor) + mean_kernel(packed(second), n, factor) -
                        2 * mean_cross_kernel(first, second, context, factor);
  return {std::sqrt(std::max(square, 0.0)), Finding::none};
}

}  // namespace

std::vector<Measure> distribution_measures() {
  Measure row{};
  row.unit = "of the activations";
  row.kind = data::MeasureKind::distance;
  row.invariances = sample_order;
  row.distance_of_value = [](double value) { return value; };
  row.least_samples = [](const MeasureOptions&) -> std::size_t { return 2; };
  Measure sliced = row, bures = row, mmd = row;
  sliced.name = "sliced-wasserstein";
  sliced.title = "sliced Wasserstein-2 distance of the points, narrower layer padded with zeros";
  sliced.metric = true;
  sliced.least_samples = [](const MeasureOptions&) -> std::size_t { return 1; };
  sliced.cost = "n d p + p n log n of a layer; p n of a pair, p = projections";
  sliced.source = "Bonneel et al. 2015, doi:10.1007/s10851-014-0506-3, times the square root of the width";
  sliced.settings = [](const MeasureOptions& options) {
    return fmt::format("{} directions, seed {}", options.projections, options.seed);
  };
  sliced.prepared_bytes = sliced_bytes;
  sliced.scratch_bytes = sliced_scratch;
  sliced.prepare = prepare_sliced;
  sliced.compare = compare_sliced;
  bures.name = "bures";
  bures.title = "Wasserstein-2 distance of normal distributions with the layers' means and covariances";
  bures.metric = true;
  bures.equal_widths = true;
  bures.cost = "n d^2 of a layer; d^3 of a pair (n^2 d + n^3 where d > n)";
  bures.source = "Dowson and Landau 1982, doi:10.1016/0047-259X(82)90077-X";
  bures.prepared_bytes = gaussian_bytes;
  bures.scratch_bytes = gaussian_scratch;
  bures.prepare = prepare_gaussian;
  bures.compare = compare_gaussian;
  mmd.name = "mmd";
  mmd.title = "maximum mean discrepancy, Gaussian kernel";
  mmd.unit = "none";
  mmd.equal_widths = true;
  mmd.cost = "n^2 d of a layer; n^2 d of a pair";
  mmd.source = "Gretton et al. 2012, JMLR 13(25), eq. 5";
  mmd.settings = [](const MeasureOptions& options) {
    return fmt::format("width {:g} median distances", options.kernel_width);
  };
  mmd.prepared_bytes = mmd_bytes;
  mmd.scratch_bytes = mmd_scratch;
  mmd.prepare = prepare_mmd;
  mmd.compare = compare_mmd;
  return {sliced, bures, mmd};
}

}  // namespace netseam::similarity
