#pragma once
#include <span>

namespace netseam::pipeline {

struct Interval {
  double low = 0, high = 0;
};

/// 5 % and 95 % quantile of the numbers that are not NaN, interpolated between order statistics (Hyndman and
/// Fan 1996, doi:10.1080/00031305.1996.10473566, type 7). Both NaN where there are none.
[[nodiscard]] Interval interval_of(std::span<const double> values);

}  // namespace netseam::pipeline
