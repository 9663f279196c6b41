#include "netseam/profile/participation_ratio.hpp"

#include <limits>
#include <numeric>

namespace netseam::profile {

double participation_ratio(const Spectrum& spectrum) {
  double sum = 0, of_squares = 0;
  for (const double variance : spectrum.square) {
    // relative to the largest, so that no unit overflows
    const double relative = spectrum.square[0] > 0 ? variance / spectrum.square[0] : 0;
    sum += relative;
    of_squares += relative * relative;
  }
  return of_squares > 0 ? sum * sum / of_squares : std::numeric_limits<double>::quiet_NaN();
}

double first_component_share(const Spectrum& spectrum) {
  const double sum = std::accumulate(spectrum.square.begin(), spectrum.square.end(), 0.0);
  return sum > 0 ? spectrum.square[0] / sum : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace netseam::profile
