#pragma once
#include <span>

namespace netseam::stats {

/// What a t-test found.
struct TTest {
  double t = 0;
  double freedom = 0;  // degrees of freedom
  double p = 1;        // of a t that is as small or smaller
};

/// Welch's t-test (unequal variances) of whether the mean of `first` is less than that of `second`;
/// one-sided, "less". Source: Welch 1947, doi:10.1093/biomet/34.1-2.28. Where neither sample varies, t is
/// -infinity, NaN or +infinity as the means say, and p is 0, 1 or 1. O(values). Throws InternalError for a
/// sample of fewer than two values.
[[nodiscard]] TTest welch_test_less(std::span<const double> first, std::span<const double> second);

}  // namespace netseam::stats
