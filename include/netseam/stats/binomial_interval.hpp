#pragma once
#include <cstddef>

namespace netseam::stats {

/// A share and the interval that covers it.
struct ShareInterval {
  double share = 0;          // successes / trials, NaN without trials
  double low = 0, high = 1;  // 0 <= low <= share <= high <= 1
};

/// The Wilson score interval of a probability, from `successes` of `trials`; `quantile` is the standard
/// normal one: 1.959963984540054 covers 95 %. It stays in [0, 1] and is not empty for 0 or all successes.
/// Source: Wilson 1927, doi:10.1080/01621459.1927.10502953; advised for few trials by Brown, Cai and DasGupta
/// 2001, doi:10.1214/ss/1009213286. O(1). No trials: [0, 1]. Throws InternalError for more successes than
/// trials.
[[nodiscard]] ShareInterval wilson_interval(std::size_t successes, std::size_t trials,
                                            double quantile = 1.959963984540054);

}  // namespace netseam::stats
