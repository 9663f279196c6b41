#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/transport/conditional_gradient.hpp"

#include <algorithm>
#include <vector>

namespace netseam::transport {
namespace {

// sum over i, k of C[i,k]^2 w_i w_k
double squared_part(core::MatrixView<const float> distance, std::span<const double> weight) {
  double sum = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const auto row = distance.row(i);
    double row_sum = 0;
    for (std::size_t k = 0; k < weight.size(); ++k) {
      const auto value = static_cast<double>(row[k]);
      row_sum += weight[k] * value * value;
    }
    sum += weight[i] * row_sum;
  }
  return sum;
}

void add_multiple(double factor, std::span<const float> row, double* to) {
  for (std::size_t k = 0; k < row.size(); ++k) to[k] += factor * static_cast<double>(row[k]);
}

// sum over k, l of x[l,k] y[k,l], in tiles so that both stay in cache
double transposed_product(core::MatrixView<const double> x, core::MatrixView<const double> y) {
  constexpr std::size_t tile = 64;
  double sum = 0;
  for (std::size_t top = 0; top < y.rows(); top += tile)
    for (std::size_t left = 0; left < y.columns(); left += tile) {
      double tile_sum = 0;
      for (std::size_t k = top; k < std::min(top + tile, y.rows()); ++k)
        for (std::size_t l = left; l < std::min(left + tile, y.columns()); ++l) tile_sum += x(l, k) * y(k, l);
      sum += tile_sum;
    }
  return sum;
}

}  // namespace

double coupling_loss(const MetricSpace& first, const MetricSpace& second,
                     std::span<const data::CouplingEntry> coupling) {
  const std::size_t n = first.points(), m = second.points();
  std::vector<double> p(n, 0), q(m, 0);
  core::AlignedBuffer<double> left_memory(m * n), right_memory(n * m);
  const core::MatrixView<double> left(left_memory.data(), m, n);    // (C1 T)'
  const core::MatrixView<double> right(right_memory.data(), n, m);  // T C2
  for (const auto& entry : coupling) {
    const auto i = static_cast<std::size_t>(entry.row), j = static_cast<std::size_t>(entry.column);
    if (entry.row < 0 || i >= n || entry.column < 0 || j >= m)
      throw core::InternalError("coupling_loss: an entry lies outside of the layers");
    p[i] += entry.mass;
    q[j] += entry.mass;
    add_multiple(entry.mass, first.distance.row(i), left.row(j).data());
    add_multiple(entry.mass, second.distance.row(j), right.row(i).data());
  }
  // <C1 T C2, T> = <C1 T, T C2>; the three parts cancel where the layers are isometric
  const double loss = squared_part(first.distance, p) + squared_part(second.distance, q) -
                      2 * transposed_product(left, right);
  return std::max(loss, 0.0);
}

}  // namespace netseam::transport
