#include "exchange.hpp"

#include "row_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::transport {
namespace {

// Shares of the largest |M[i,p_i]|. Rounding of M is some 1e-6 of it; an exchange must gain more.
constexpr float least_gain = 2e-6F;
constexpr float least_exact_gain = 5e-7F;
constexpr float approximation_slack = 5e-4F;
constexpr std::size_t most_exchanges = 256;  // corrections among them cost the square of their number

/// An exchange that was applied: points and the matches they had.
struct Applied {
  std::size_t i, j, match_i, match_j;
};

/// What an applied exchange adds to the gain of another one: second differences of both layers' distances.
double correction(const MetricSpace& first, const MetricSpace& second, const Applied& done, std::size_t i,
                  std::size_t j, std::size_t match_i, std::size_t match_j) {
  const auto difference = [](core::MatrixView<const float> distance, std::size_t a, std::size_t b,
                             std::size_t c, std::size_t d) {
    return static_cast<double>(distance(a, c)) - static_cast<double>(distance(a, d)) -
           static_cast<double>(distance(b, c)) + static_cast<double>(distance(b, d));
  };
  return difference(first.distance, i, j, done.i, done.j) *
         difference(second.distance, done.match_j, done.match_i, match_j, match_i);
}

}  // namespace

ExchangeSearch::ExchangeSearch(std::size_t points)
    : row_of_column_(core::padded<float>(points)),
      column_(core::padded<float>(points) + 16),
      own_(points),
      dual_(core::padded<float>(points)),
      used_(points) {
  found_.reserve(4 * points);
}

void ExchangeSearch::collect(const MetricSpace& first, const MetricSpace& second, const Gradient& gradient,
                             std::span<const float> column_dual, std::span<const std::int32_t> permutation,
                             float slack_share) {
  const core::MatrixView<const float> matrix = gradient.matrix();
  const std::size_t n = permutation.size(), padded = core::padded<float>(n);
  std::fill(std::copy(column_dual.begin(), column_dual.end(), dual_.data()), dual_.data() + padded,
            -std::numeric_limits<float>::infinity());
  std::fill(row_of_column_.data() + n, row_of_column_.data() + padded, 0);
  scale_ = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto match = static_cast<std::size_t>(permutation[i]);
    const float value = matrix(i, match);
    scale_ = std::max(scale_, std::abs(value));
    own_[i] = value - dual_[match];
    row_of_column_[match] = static_cast<std::int32_t>(i);
  }
  const float slack = slack_share * scale_;
  found_.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const auto match = static_cast<std::size_t>(permutation[i]);
    const float* row = matrix.row(i).data();
    const ExchangeRow test{row,
                           dual_.data(),
                           first.distance.row(i).data(),
                           second.distance.row(match).data(),
                           row_of_column_.data(),
                           own_[i],
                           gradient.first_reach()[i] * gradient.second_reach()[match],
                           slack / 2};
    const std::size_t count = exchange_columns(test, column_.data(), padded);
    for (std::size_t k = 0; k < count; ++k) {
      const auto other_match = static_cast<std::size_t>(column_[k]);
      const auto j = static_cast<std::size_t>(row_of_column_[other_match]);
      if (j == i) continue;
      const float product = first.distance(i, j) * second.distance(match, other_match);
      const float there = row[other_match] - dual_[other_match] - own_[i];
      const float back = matrix(j, match) - dual_[match] - own_[j];
      if (back < there || (back == there && j < i)) continue;  // found from the other side
      if (const float gain = 2 * product - there - back; gain > slack)
        found_.push_back({gain, static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
    }
  }
}

void ExchangeSearch::keep_best(std::size_t count) {
  const auto better = [](const Exchange& a, const Exchange& b) {
    if (a.gain != b.gain) return a.gain > b.gain;
    return a.i != b.i ? a.i < b.i : a.j < b.j;
  };
  const auto end = found_.begin() + static_cast<std::ptrdiff_t>(std::min(count, found_.size()));
  std::partial_sort(found_.begin(), end, found_.end(), better);
  found_.erase(end, found_.end());
}

std::size_t ExchangeSearch::exchange_by_gradient(const MetricSpace& first, const MetricSpace& second,
                                                 const Gradient& gradient, std::span<const float> column_dual,
                                                 std::span<std::int32_t> permutation) {
  collect(first, second, gradient, column_dual, permutation, least_gain);
  keep_best(4 * permutation.size());
  std::fill(used_.begin(), used_.end(), std::uint8_t{0});
  std::vector<Applied> applied;
  for (const Exchange& exchange : found_) {
    const auto i = static_cast<std::size_t>(exchange.i), j = static_cast<std::size_t>(exchange.j);
    if (used_[i] || used_[j]) continue;
    const auto match_i = static_cast<std::size_t>(permutation[i]),
               match_j = static_cast<std::size_t>(permutation[j]);
    auto gain = static_cast<double>(exchange.gain);
    for (const Applied& done : applied) gain += correction(first, second, done, i, j, match_i, match_j);
    if (gain <= static_cast<double>(least_gain * scale_)) continue;
    applied.push_back({i, j, match_i, match_j});
    std::swap(permutation[i], permutation[j]);
    used_[i] = used_[j] = 1;
    if (applied.size() == most_exchanges) break;
  }
  return applied.size();
}

std::size_t ExchangeSearch::exchange_by_distances(const MetricSpace& first, const MetricSpace& second,
                                                  const Gradient& gradient,
                                                  std::span<const float> column_dual,
                                                  std::span<std::int32_t> permutation) {
  collect(first, second, gradient, column_dual, permutation, -approximation_slack);
  keep_best(permutation.size());
  std::size_t count = 0;
  for (const Exchange& exchange : found_) {
    const auto i = static_cast<std::size_t>(exchange.i), j = static_cast<std::size_t>(exchange.j);
    const auto match_i = static_cast<std::size_t>(permutation[i]),
               match_j = static_cast<std::size_t>(permutation[j]);
    const double product =
        static_cast<double>(first.distance(i, j)) * static_cast<double>(second.distance(match_i, match_j));
    const double along = difference_product_at(
        first.distance.row(i).data(), first.distance.row(j).data(), second.distance.row(match_j).data(),
        second.distance.row(match_i).data(), permutation.data(), permutation.size());
    if (along + 2 * product <= static_cast<double>(least_exact_gain * scale_)) continue;
    std::swap(permutation[i], permutation[j]);
    ++count;
  }
  return count;
}

std::size_t ExchangeSearch::workspace_bytes(std::size_t points) {
  const std::size_t padded = core::padded<float>(points);
  return 4 * points * sizeof(Exchange) + (points + 3 * padded + 16) * sizeof(float) + points;
}

}  // namespace netseam::transport
