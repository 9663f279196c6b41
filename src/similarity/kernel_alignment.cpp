#include "centred_points.hpp"
#include "measure_families.hpp"
#include "row_sums.hpp"
#include "unit_vector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace netseam::similarity {
namespace {

constexpr double rounding = 1e-13;  // relative, of sums of n doubles

std::size_t biased_size(std::size_t n) { return triangle_size(n) + n; }

std::size_t scratch(std::size_t points, std::size_t width, const MeasureOptions&) {
  return gram_scratch_bytes(points, width) + sizeof(double) * triangle_size(points);
}

/// exp(-d^2 / (2 s^2)) with s = kernel_width times the median distance of two samples; all 1 where that
/// median is 0.
core::AlignedBuffer<double> gaussian_kernel(const MeasureContext& context,
                                            core::MatrixView<const float> points) {
  const std::size_t n = points.rows();
  auto matrix = squared_distances(context.backend, points);
  std::vector<double> square(triangle_size(n));
  pack_triangle(matrix.span(), n, square, [](std::size_t, std::size_t, double value) { return value; });
  const double median = upper_median(square);
  const double width = context.options.kernel_width;
  const double factor = median > 0 ? -1 / (2 * width * width * median) : 0;
  for (double& value : matrix.span()) value = std::exp(factor * value);
  return matrix;
}

core::AlignedBuffer<double> kernel_of(core::MatrixView<const float> points, const MeasureContext& context,
                                      bool gaussian) {
  return gaussian ? gaussian_kernel(context, points) : centred_gram(context.backend, points);
}

double largest_diagonal(const core::AlignedBuffer<double>& kernel, std::size_t n) {
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, kernel[i * n + i]);
  return largest;
}

/// U-centred kernel: inner products of the entries off the diagonal are n (n - 3) HSIC_1.
/// Source: Szekely and Rizzo 2014, doi:10.1214/14-AOS1255, definition 2; Song et al. 2012, JMLR 13, eq. 5.
template <bool gaussian>
void prepare_unbiased(core::MatrixView<const float> points, const MeasureContext& context,
                      std::span<std::byte> prepared) {
  const std::size_t n = points.rows();
  auto kernel = kernel_of(points, context, gaussian);
  const double size = largest_diagonal(kernel, n);
  std::vector<double> mean(n);
  for (std::size_t i = 0; i < n; ++i) {
    kernel[i * n + i] = 0;
    mean[i] = sum(kernel.span().subspan(i * n, n)) / static_cast<double>(n - 2);
  }
  const double common = sum(mean) / static_cast<double>(2 * (n - 1));
  for (double& value : mean) value -= common;
  pack_triangle(kernel.span(), n, unit_vector(prepared, triangle_size(n)),
                [&](std::size_t i, std::size_t j, double value) { return value - mean[i] - mean[j]; });
  finish_unit_vector(prepared, triangle_size(n), rounding * size * static_cast<double>(n));
}

/// Doubly centred kernel: inner products of all entries are (n - 1)^2 HSIC_0. Entries off the diagonal
/// stand once, times sqrt(2). Source: Gretton et al. 2005, doi:10.1007/11564089_7.
template <bool gaussian>
void prepare_biased(core::MatrixView<const float> points, const MeasureContext& context,
                    std::span<std::byte> prepared) {
  const std::size_t n = points.rows(), off_diagonal = triangle_size(n);
  const auto kernel = kernel_of(points, context, gaussian);
  const auto vector = unit_vector(prepared, biased_size(n));
  std::vector<double> mean(n);
  for (std::size_t i = 0; i < n; ++i) mean[i] = sum(kernel.span().subspan(i * n, n)) / static_cast<double>(n);
  const double common = sum(mean) / static_cast<double>(n);
  for (double& value : mean) value -= common / 2;
  pack_triangle(kernel.span(), n, vector.first(off_diagonal),
                [&](std::size_t i, std::size_t j, double value) {
                  return std::numbers::sqrt2 * (value - mean[i] - mean[j]);
                });
  for (std::size_t i = 0; i < n; ++i) vector[off_diagonal + i] = kernel[i * n + i] - 2 * mean[i];
  finish_unit_vector(prepared, vector.size(),
                     rounding * largest_diagonal(kernel, n) * static_cast<double>(n));
}

Comparison compare_unbiased(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  Comparison result = compare_unit_vectors(first, second, triangle_size(first.points));
  if (result.value < 0) result = {0, Finding::negative};
  return result;
}
Comparison compare_biased(const PreparedLayer& first, const PreparedLayer& second, const MeasureContext&) {
  Comparison result = compare_unit_vectors(first, second, biased_size(first.points));
  if (result.value < 0) result.value = 0;  // rounding: inner products of positive semidefinite matrices
  return result;
}

std::size_t unbiased_bytes(std::size_t n, std::size_t, const MeasureOptions&) {
  return unit_vector_bytes(triangle_size(n));
}
std::size_t biased_bytes(std::size_t n, std::size_t, const MeasureOptions&) {
  return unit_vector_bytes(biased_size(n));
}

Measure alignment(std::string_view name, std::string_view title, bool unbiased) {
  Measure row{};
  row.name = name;
  row.title = title;
  row.unit = "none";
  row.kind = data::MeasureKind::similarity;
  row.invariances = permutation | orthogonal | isotropic_scaling | translation;
  row.cost = "n^2 d of a layer; n^2 of a pair";
  row.source = unbiased ? "Nguyen, Raghu and Kornblith 2021, arXiv:2010.15327, eq. 3 (one batch)"
                        : "Kornblith et al. 2019, arXiv:1905.00414, eq. 5";
  row.least_samples = unbiased ? [](const MeasureOptions&) -> std::size_t { return 4; }
                               : [](const MeasureOptions&) -> std::size_t { return 2; };
  row.prepared_bytes = unbiased ? unbiased_bytes : biased_bytes;
  row.scratch_bytes = scratch;
  row.compare = unbiased ? compare_unbiased : compare_biased;
  row.distance_of_value = chord;
  return row;
}

}  // namespace

std::vector<Measure> kernel_alignment_measures() {
  std::vector<Measure> rows{alignment("cka", "linear CKA, unbiased", true),
                            alignment("cka-biased", "linear CKA, biased", false),
                            alignment("cka-rbf", "CKA with a Gaussian kernel, unbiased", true),
                            alignment("cka-rbf-biased", "CKA with a Gaussian kernel, biased", false)};
  rows[2].settings = rows[3].settings = [](const MeasureOptions& options) {
    return fmt::format("width {:g} median distances", options.kernel_width);
  };
  rows[0].prepare = prepare_unbiased<false>;
  rows[1].prepare = prepare_biased<false>;
  rows[2].prepare = prepare_unbiased<true>;
  rows[3].prepare = prepare_biased<true>;
  return rows;
}

}  // namespace netseam::similarity
