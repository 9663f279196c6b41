#include "netseam/stats/welch_test.hpp"

#include "netseam/core/error.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <limits>

namespace netseam::stats {
namespace {

struct Moments {
  double mean = 0, squared_error = 0;  // of the mean
  double freedom = 0;
};

Moments moments_of(std::span<const double> values) {
  if (values.size() < 2) throw core::InternalError("a t-test of fewer than two values was asked for");
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, squares / (n - 1) / n, n - 1};
}

/// Share of Student's distribution at or below t.
double student_below(double t, double freedom) {
  const double tail = boost::math::ibeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

}  // namespace

TTest welch_test_less(std::span<const double> first, std::span<const double> second) {
  const Moments a = moments_of(first), b = moments_of(second);
  const double difference = a.mean - b.mean, variance = a.squared_error + b.squared_error;
  if (variance == 0) {
    using Limits = std::numeric_limits<double>;
    const double t = difference == 0 ? Limits::quiet_NaN() : std::copysign(Limits::infinity(), difference);
    return {t, Limits::quiet_NaN(), difference < 0 ? 0.0 : 1.0};
  }
  TTest test;
  test.t = difference / std::sqrt(variance);
  test.freedom =
      variance * variance /
      (a.squared_error * a.squared_error / a.freedom + b.squared_error * b.squared_error / b.freedom);
  test.p = student_below(test.t, test.freedom);
  return test;
}

}  // namespace netseam::stats
