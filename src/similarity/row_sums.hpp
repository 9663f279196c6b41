#pragma once
#include <cstddef>
#include <span>

namespace netseam::similarity {

/// Sum of term(k), k < count, in double, over eight partial sums: fast, and less rounding than one sum.
template <class Term>
[[nodiscard]] double sum_of(std::size_t count, const Term& term) {
  constexpr std::size_t lanes = 8;
  double part[lanes] = {};
  std::size_t k = 0;
  for (; k + lanes <= count; k += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) part[lane] += term(k + lane);
  for (std::size_t lane = 0; k < count; ++k, ++lane) part[lane] += term(k);
  return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

[[nodiscard]] inline double inner_product(std::span<const double> a, std::span<const double> b) {
  return sum_of(a.size(), [&](std::size_t k) { return a[k] * b[k]; });
}
[[nodiscard]] inline double sum(std::span<const double> a) {
  return sum_of(a.size(), [&](std::size_t k) { return a[k]; });
}
/// Sum of (a_k - b_k)^2.
[[nodiscard]] inline double squared_difference(std::span<const double> a, std::span<const double> b) {
  return sum_of(a.size(), [&](std::size_t k) { return (a[k] - b[k]) * (a[k] - b[k]); });
}

}  // namespace netseam::similarity
