#pragma once
#include <cstddef>
#include <vector>

namespace netseam::sculpt {

/// The value below which `percent` (0 to 100) of `values` lie, between two of them interpolated linearly:
/// what numpy.percentile gives by default, to the last bit (method 7 of Hyndman and Fan 1996,
/// doi:10.1080/00031305.1996.10473566). O(values). Throws InternalError for no values or another percentage.
[[nodiscard]] double percentile(std::vector<double> values, double percent);
/// The same of `values`, none below 0, and of `zeros` zeros more. O(values).
[[nodiscard]] double percentile_with_zeros(std::vector<double> values, std::size_t zeros, double percent);

}  // namespace netseam::sculpt
