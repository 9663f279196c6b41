#include "netseam/transport/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::transport {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

// n^2 times the bound is the squared length of the vector (eig1 - eig2, sqrt(2n) (r1 - r2), n (m1 - m2)).
double feature_distance(const MetricSpace& first, const MetricSpace& second) {
  const std::size_t n = first.points();
  const double size = static_cast<double>(n);
  double eigenvalues = 0, means = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double eigenvalue = first.spectrum[i] - second.spectrum[i];
    const double mean = first.sorted_row_mean[i] - second.sorted_row_mean[i];
    eigenvalues += eigenvalue * eigenvalue;
    means += mean * mean;
  }
  const double mean = size * (first.mean - second.mean);
  return std::sqrt(eigenvalues + 2 * size * means + mean * mean);
}

// Bound on the error of one layer's part of that vector: spectrum_error; row means with n + 3 roundings of
// numbers whose root mean square is that of the entries, so sqrt(2n) |error of r| <= sqrt(2) n (n + 3) u rms;
// the mean with twice as many, n |error of m| <= n (2n + 3) u rms. In all below 4 n (n + 3) u rms.
double feature_error(const MetricSpace& space) {
  const double n = static_cast<double>(space.points());
  return space.spectrum_error + 2 * n * (n + 3) * epsilon * std::sqrt(space.mean_square);
}

// |A+|_F: Frobenius distance of C to the nearest matrix of negative type. A+ annihilates the vector of ones,
// so that C - A+ has the double centring A - A+, which is negative semidefinite.
double excess_over_negative_type(const MetricSpace& space) {
  double sum = 0;
  for (const double value : space.spectrum)
    if (value > 0) sum += value * value;
  return std::sqrt(sum) * (1 + static_cast<double>(space.points()) * epsilon) + space.spectrum_error;
}

double bound_less(const MetricSpace& first, const MetricSpace& second, double slack) {
  const double n = static_cast<double>(first.points());
  const double rounded = feature_distance(first, second) * (1 - (n + 8) * epsilon);  // sums of positive terms
  const double length = rounded - feature_error(first) - feature_error(second) - slack;
  const double mean = std::max(length, 0.0) / n;
  return mean * mean * (1 - 4 * epsilon);
}

}  // namespace

double permutation_eigenvalue_bound(const MetricSpace& first, const MetricSpace& second) {
  return first.points() == second.points() ? bound_less(first, second, 0) : 0;
}

double coupling_eigenvalue_bound(const MetricSpace& first, const MetricSpace& second) {
  if (first.points() != second.points()) return 0;
  // The square root of the loss of a coupling T is a norm of C1 - C2 in L2(T x T), where a change F of either
  // matrix counts |F|_F / n for every T of uniform marginals. So the loss of T is at least the square of
  // [root loss of T for C - A+] less the excesses; the loss for C - A+ is concave, so that its least value is
  // at a permutation and obeys the bound; and that bound, a norm too, differs from the one for C by no more
  // than the excesses again (Hoffman and Wielandt for the eigenvalues; row means and mean are the same).
  return bound_less(first, second,
                    2 * (excess_over_negative_type(first) + excess_over_negative_type(second)));
}

}  // namespace netseam::transport
