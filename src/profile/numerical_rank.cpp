#include "netseam/profile/numerical_rank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::profile {

std::size_t numerical_rank(const Spectrum& spectrum) {
  const double limit = std::sqrt(spectrum.square[0]) * std::numeric_limits<float>::epsilon() *
                       static_cast<double>(std::max(spectrum.samples, spectrum.width));
  return static_cast<std::size_t>(
      std::ranges::count_if(spectrum.square, [&](double square) { return std::sqrt(square) > limit; }));
}

}  // namespace netseam::profile
