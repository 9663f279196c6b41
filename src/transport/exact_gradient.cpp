#include "gradient.hpp"
#include "row_kernels.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

/// Row length of the left factor: one column more than there are points.
std::size_t factor_stride(std::size_t points) { return core::padded<float>(points + 1); }

/// Where more than this share of the points moved, one new product costs no more than the update.
constexpr double whole_share = 0.85;

}  // namespace

ExactGradient::ExactGradient(const linalg::DenseBackend& backend, std::size_t points)
    : backend_(&backend),
      capacity_(points),
      seen_(points),
      first_factor_(points * factor_stride(points)),
      second_factor_((points + 1) * core::padded<float>(points)),
      gradient_(points * core::padded<float>(points)),
      row_mean_(core::padded<float>(points)),
      first_reach_(points),
      second_reach_(points) {
  matched_.reserve(points);
  moves_.reserve(points);
}

bool ExactGradient::holds(const MetricSpace& first) const {
  return first_.distance.data() == first.distance.data() && points_ == first.points() &&
         held_mean_ == first.mean && held_mean_square_ == first.mean_square &&
         std::equal(held_row_mean_.begin(), held_row_mean_.end(), first.row_mean.begin(),
                    first.row_mean.end());
}

void ExactGradient::take_first(const MetricSpace& first) {
  first_ = first;
  points_ = first.points();
  stride_ = core::padded<float>(points_);
  held_mean_ = first.mean;
  held_mean_square_ = first.mean_square;
  held_row_mean_.assign(first.row_mean.begin(), first.row_mean.end());
  std::fill(std::transform(first.row_mean.begin(), first.row_mean.end(), row_mean_.data(),
                           [](double mean) { return static_cast<float>(mean); }),
            row_mean_.data() + stride_, 0.0F);
  for (std::size_t i = 0; i < points_; ++i) {
    float* row = first_factor_.data() + i * factor_stride(points_);
    first_reach_[i] = centre_row(first.distance.row(i).data(), row_mean_.data(),
                                 static_cast<float>(first.row_mean[i] + first.mean), row, stride_);
    row[points_] = static_cast<float>(static_cast<double>(points_) * first.row_mean[i]);
  }
}

void ExactGradient::begin(const MetricSpace& first, const MetricSpace& second,
                          std::span<const std::int32_t> permutation) {
  if (first.points() > capacity_)
    throw core::InternalError("a layer is larger than the workspace of its gradient");
  if (!holds(first)) take_first(first);
  second_ = second;
  matched_.assign(permutation.begin(), permutation.end());
  multiply_all();
}

void ExactGradient::multiply_all() {
  std::fill(std::transform(second_.row_mean.begin(), second_.row_mean.end(), row_mean_.data(),
                           [](double mean) { return static_cast<float>(mean); }),
            row_mean_.data() + stride_, 0.0F);
  for (std::size_t i = 0; i < points_; ++i) {
    const auto match = static_cast<std::size_t>(matched_[i]);
    second_reach_[match] = centre_row(second_.distance.row(match).data(), row_mean_.data(),
                                      static_cast<float>(second_.row_mean[match] + second_.mean),
                                      second_factor_.data() + i * stride_, stride_);
  }
  std::copy_n(row_mean_.data(), stride_, second_factor_.data() + points_ * stride_);
  backend_->multiply(linalg::Transpose::no, linalg::Transpose::no, -1.0F,
                     {first_factor_.data(), points_, points_ + 1, factor_stride(points_)},
                     {second_factor_.data(), points_ + 1, points_, stride_}, 0.0F, view(gradient_));
}

void ExactGradient::move_to(std::span<const std::int32_t> permutation) {
  list_moves(permutation);
  matched_.assign(permutation.begin(), permutation.end());
  if (static_cast<double>(moves_.size()) > whole_share * static_cast<double>(points_)) return multiply_all();
  add_moves();
}

void ExactGradient::list_moves(std::span<const std::int32_t> permutation) {
  // What moved falls into cycles of points that pass on their matches. The differences of a cycle's matches
  // sum to zero, so a cycle of c points changes M by rank c - 1: its last point is the reference of the
  // others.
  std::vector<std::int32_t> before(points_);
  for (std::size_t i = 0; i < points_; ++i)
    before[static_cast<std::size_t>(matched_[i])] = static_cast<std::int32_t>(i);
  moves_.clear();
  std::fill_n(seen_.begin(), points_, std::uint8_t{0});
  for (std::size_t reference = 0; reference < points_; ++reference) {
    if (seen_[reference] || matched_[reference] == permutation[reference]) continue;
    seen_[reference] = 1;
    for (std::size_t point = reference;;) {
      point = static_cast<std::size_t>(before[static_cast<std::size_t>(permutation[point])]);
      if (point == reference) break;
      seen_[point] = 1;
      moves_.push_back({point, reference, static_cast<std::size_t>(permutation[point]),
                        static_cast<std::size_t>(matched_[point])});
    }
  }
}

void ExactGradient::add_moves() {
  const std::size_t room = (points_ + 1) / 2;  // both factors share one buffer
  float* const left = second_factor_.data();
  float* const right = left + room * stride_;
  std::size_t count = 0;
  for (const Move& move : moves_) {
    if (count == room) {
      flush_moves(count);
      count = 0;
    }
    subtract_row(first_.distance.row(move.point).data(), first_.distance.row(move.reference).data(),
                 static_cast<float>(first_.row_mean[move.point] - first_.row_mean[move.reference]),
                 left + count * stride_, stride_);
    subtract_row(second_.distance.row(move.to).data(), second_.distance.row(move.from).data(),
                 static_cast<float>(second_.row_mean[move.to] - second_.row_mean[move.from]),
                 right + count * stride_, stride_);
    ++count;
  }
  flush_moves(count);
}

void ExactGradient::flush_moves(std::size_t count) {
  if (count == 0) return;
  const std::size_t room = (points_ + 1) / 2;
  backend_->multiply(
      linalg::Transpose::yes, linalg::Transpose::no, -1.0F, {second_factor_.data(), count, points_, stride_},
      {second_factor_.data() + room * stride_, count, points_, stride_}, 1.0F, view(gradient_));
}

std::size_t ExactGradient::workspace_bytes(std::size_t points) {
  const std::size_t stride = core::padded<float>(points);
  return sizeof(float) * (points * factor_stride(points) + (points + 1) * stride + points * stride + stride +
                          2 * points) +
         points * (sizeof(double) + sizeof(Move) + 2 * sizeof(std::int32_t) + 1);
}

}  // namespace netseam::transport
