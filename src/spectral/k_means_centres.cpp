#include "k_means_centres.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::spectral {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

double square_between(const double* x, const double* y, std::size_t dims) {
  double sum = 0;
  for (std::size_t j = 0; j < dims; ++j) sum += (x[j] - y[j]) * (x[j] - y[j]);
  return sum;
}

float rounded_up(double value) { return std::nextafter(static_cast<float>(value), infinity); }
float rounded_down(double value) { return std::nextafter(static_cast<float>(value), -infinity); }

}  // namespace

KMeansCentres::KMeansCentres(const KMeansPoints& points, const std::vector<std::size_t>& start)
    : points_(points),
      centres_(start.size()),
      stride_((start.size() + block_points - 1) / block_points * block_points),
      row_(points.row_length()),
      sum_(centres_ * row_, 0),
      position_(centres_ * row_, 0),
      rounded_(centres_ * row_, 0),
      count_(centres_, 0),
      minus_twice_(points.dims() * stride_),
      square_norm_(stride_),
      own_move_(stride_),
      other_move_(stride_),
      separation_(stride_) {
  std::ranges::fill(square_norm_.span(), infinity);
  for (std::size_t c = 0; c < centres_; ++c) {
    std::copy_n(points.row(start[c]), row_, position_.data() + c * row_);
    place(c, position_.data() + c * row_);
  }
}

void KMeansCentres::place(std::size_t centre, const double* position) {
  double square = 0;
  for (std::size_t j = 0; j < points_.dims(); ++j) {
    const auto value = static_cast<float>(position[j]);
    rounded_[centre * row_ + j] = static_cast<double>(value);
    minus_twice_[j * stride_ + centre] = -2 * value;
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  square_norm_[centre] = static_cast<float>(square);
  reach_ = std::max(reach_, rounded_up(std::sqrt(square)));
}

void KMeansCentres::move_point(std::size_t i, std::int32_t from, std::int32_t to) {
  double* old = from < 0 ? nullptr : sum_.data() + static_cast<std::size_t>(from) * row_;
  spectral::move_point(points_.row(i), row_, sum_.data() + static_cast<std::size_t>(to) * row_, old);
  ++count_[static_cast<std::size_t>(to)];
  if (old) --count_[static_cast<std::size_t>(from)];
}

double KMeansCentres::move_to_means() {
  const std::vector<double> before = rounded_;
  double moved = 0;
  reach_ = 0;
  for (std::size_t c = 0; c < centres_; ++c) {
    double* position = position_.data() + c * row_;
    for (std::size_t j = 0; j < points_.dims() && count_[c] > 0; ++j) {
      const double mean = sum_[c * row_ + j] / static_cast<double>(count_[c]);
      moved += (mean - position[j]) * (mean - position[j]);
      position[j] = mean;
    }
    place(c, position);
  }
  measure_moves(before);
  measure_separations();
  return moved;
}

void KMeansCentres::measure_moves(const std::vector<double>& before) {
  float largest = 0, second = 0;
  for (std::size_t c = 0; c < centres_; ++c) {
    const float move = rounded_up(
        std::sqrt(square_between(before.data() + c * row_, rounded_.data() + c * row_, points_.dims())));
    own_move_[c] = move;
    second = std::max(second, std::min(move, largest));
    largest = std::max(largest, move);
  }
  for (std::size_t c = 0; c < centres_; ++c) other_move_[c] = own_move_[c] == largest ? second : largest;
}

void KMeansCentres::measure_separations() {
  std::ranges::fill(separation_.span(), infinity);
  for (std::size_t c = 0; c < centres_; ++c)
    for (std::size_t other = 0; other < c; ++other) {
      const float distance = rounded_down(std::sqrt(
          square_between(rounded_.data() + c * row_, rounded_.data() + other * row_, points_.dims())));
      separation_[c] = std::min(separation_[c], distance);
      separation_[other] = std::min(separation_[other], distance);
    }
}

double KMeansCentres::square_distance(std::size_t point, std::size_t centre) const {
  const float* x = points_.row(point);
  double sum = 0;
  for (std::size_t j = 0; j < points_.dims(); ++j) {
    const double difference = static_cast<double>(x[j]) - position_[centre * row_ + j];
    sum += difference * difference;
  }
  return sum;
}

double KMeansCentres::inertia() const {
  double between = 0;
  for (std::size_t c = 0; c < centres_; ++c) {
    double square = 0;
    for (std::size_t j = 0; j < points_.dims(); ++j) square += sum_[c * row_ + j] * sum_[c * row_ + j];
    if (count_[c] > 0) between += square / static_cast<double>(count_[c]);
  }
  return std::max(points_.square_sum() - between, 0.0);
}

CentreColumns KMeansCentres::columns() const noexcept {
  return {minus_twice_.data(), square_norm_.data(), centres_, stride_, points_.dims()};
}

}  // namespace netseam::spectral
