#include "principal_components.hpp"

#include "centred_points.hpp"
#include "row_sums.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::similarity {
namespace {

/// Root of the sum of all squares: what rounding of a centred point is relative to.
double magnitude(core::MatrixView<const float> points) {
  double total = 0;
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const auto row = points.row(i);
    total += sum_of(row.size(),
                    [&](std::size_t c) { return static_cast<double>(row[c]) * static_cast<double>(row[c]); });
  }
  return std::sqrt(total);
}

/// 1 or -1, whichever makes the entry of largest magnitude in a column positive; of entries that are equal
/// but for rounding the first.
double sign_of_column(std::span<const double> matrix, std::size_t columns, std::size_t column) {
  double largest = 0;
  for (std::size_t at = column; at < matrix.size(); at += columns)
    largest = std::max(largest, std::abs(matrix[at]));
  for (std::size_t at = column; at < matrix.size(); at += columns)
    if (std::abs(matrix[at]) >= (1 - 1e-6) * largest) return matrix[at] < 0 ? -1 : 1;
  return 1;
}

}  // namespace

std::size_t component_count(std::size_t points, std::size_t width) {
  return points == 0 ? 0 : std::min(width, points - 1);
}

std::size_t component_bytes(std::size_t points, std::size_t width) {
  return points * component_count(points, width) * sizeof(float);
}

std::size_t component_scratch_bytes(std::size_t points, std::size_t width) {
  const std::size_t k = std::min(points, width);
  return sizeof(double) * (2 * points * width + points * k + k * width + 9 * k * k);
}

void write_components(core::MatrixView<const float> points, const linalg::DenseBackend& backend,
                      std::span<std::byte> components) {
  const std::size_t n = points.rows(), width = points.columns(), count = component_count(n, width);
  if (components.size() < component_bytes(n, width))
    throw core::InternalError("too little room for principal components");
  if (count == 0) return;
  auto* to = reinterpret_cast<float*>(components.data());
  const double rounding = 1e-12 * magnitude(points);
  auto centred = centred_points(points);
  const auto svd = backend.thin_singular_value_decomposition({centred.data(), n, width});
  const std::size_t columns = svd.value.size();
  for (std::size_t c = 0; c < count; ++c) {
    const double factor = svd.value[c] > rounding ? svd.value[c] * sign_of_column(svd.left, columns, c) : 0.0;
    for (std::size_t i = 0; i < n; ++i)
      to[i * count + c] = static_cast<float>(factor * svd.left[i * columns + c]);
  }
}

core::MatrixView<const float> leading_components(std::span<const std::byte> components, std::size_t points,
                                                 std::size_t width, std::size_t count) {
  const std::size_t kept = component_count(points, width);
  if (count > kept || components.size() < component_bytes(points, width))
    throw core::InternalError("more principal components were asked for than a layer has");
  return {reinterpret_cast<const float*>(components.data()), points, count, kept};
}

}  // namespace netseam::similarity
