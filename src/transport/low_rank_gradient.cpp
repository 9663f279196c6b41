#include "low_rank_gradient.hpp"

#include "row_kernels.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

std::size_t basis_stride(std::size_t rank) { return core::padded<float>(rank); }

}  // namespace

LowRankGradient::LowRankGradient(const linalg::DenseBackend& backend, std::size_t points)
    : backend_(&backend),
      capacity_(points),
      gradient_(points * core::padded<float>(points)),
      row_mean_(core::padded<float>(points)),
      point_of_match_(core::padded<float>(points)),
      first_reach_(points),
      second_reach_(points) {}

void LowRankGradient::begin(const MetricSpace& first, const MetricSpace& second,
                            std::span<const std::int32_t> permutation) {
  points_ = first.points();
  stride_ = core::padded<float>(points_);
  for (const MetricSpace* layer : {&first, &second})
    if (points_ > capacity_ || layer->basis.rows() != points_ || layer->basis.columns() == 0)
      throw core::InternalError("a low-rank gradient was asked for a layer without a basis");
  const std::size_t stride = basis_stride(second.basis.columns());
  if (factor_.size() < points_ * stride) factor_ = core::AlignedBuffer<float>(points_ * stride);
  if (core_.size() < first.basis.columns() * stride)
    core_ = core::AlignedBuffer<float>(first.basis.columns() * stride);
  first_ = first;
  second_ = second;
  for (std::size_t i = 0; i < points_; ++i) {
    first_reach_[i] = largest_of_row(first.distance.row(i).data(), stride_);
    second_reach_[i] = largest_of_row(second.distance.row(i).data(), stride_);
    row_mean_[i] = static_cast<float>(second.row_mean[i]);
  }
  move_to(permutation);
}

void LowRankGradient::move_to(std::span<const std::int32_t> permutation) {
  fill_residual_terms(permutation);
  add_low_rank_term(permutation);
}

void LowRankGradient::fill_residual_terms(std::span<const std::int32_t> permutation) {
  std::fill_n(point_of_match_.data(), stride_, 0);
  for (std::size_t i = 0; i < points_; ++i)
    point_of_match_[static_cast<std::size_t>(permutation[i])] = static_cast<std::int32_t>(i);
  // distances stand in for A here: they differ by constants of rows and columns, which change no assignment
  for (std::size_t i = 0; i < points_; ++i) {
    const auto match = static_cast<std::size_t>(permutation[i]);
    float* row = gradient_.data() + i * stride_;
    combine_rows(first_.residual_value, second_.distance.row(match).data(), second_.residual_value,
                 first_.distance.row(i).data(), point_of_match_.data(),
                 static_cast<float>(static_cast<double>(points_) * first_.row_mean[i]), row_mean_.data(), row,
                 stride_);
    row[match] += first_.residual_value * second_.residual_value;
  }
}

void LowRankGradient::add_low_rank_term(std::span<const std::int32_t> permutation) {
  const std::size_t rank1 = first_.basis.columns(), rank2 = second_.basis.columns();
  const std::size_t stride = basis_stride(rank2);
  const core::MatrixView<float> factor(factor_.data(), points_, rank2, stride);
  const core::MatrixView<float> middle(core_.data(), rank1, rank2, stride);
  for (std::size_t i = 0; i < points_; ++i) {
    const auto row = second_.basis.row(static_cast<std::size_t>(permutation[i]));
    std::copy(row.begin(), row.end(), factor.row(i).begin());
  }
  using enum linalg::Transpose;
  backend_->multiply(yes, no, 1.0F, first_.basis, factor, 0.0F, middle);
  for (std::size_t a = 0; a < rank1; ++a)
    for (std::size_t b = 0; b < rank2; ++b) middle(a, b) *= first_.basis_value[a] * second_.basis_value[b];
  backend_->multiply(no, no, 1.0F, first_.basis, middle, 0.0F, factor);
  backend_->multiply(no, yes, -1.0F, factor, second_.basis, 1.0F,
                     {gradient_.data(), points_, points_, stride_});
}

std::size_t LowRankGradient::workspace_bytes(std::size_t points, std::size_t rank) {
  const std::size_t stride = core::padded<float>(points), used = std::min(rank, points);
  return sizeof(float) * (points * stride + (points + used) * basis_stride(used) + 2 * stride + 2 * points);
}

}  // namespace netseam::transport
