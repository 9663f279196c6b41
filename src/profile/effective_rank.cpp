#include "netseam/profile/effective_rank.hpp"

#include <cmath>
#include <limits>

namespace netseam::profile {

double effective_rank(const Spectrum& spectrum) {
  double sum = 0, entropy = 0;
  for (const double square : spectrum.square) sum += std::sqrt(square);
  if (sum == 0) return std::numeric_limits<double>::quiet_NaN();
  for (const double square : spectrum.square) {
    const double share = std::sqrt(square) / sum;
    if (share > 0) entropy -= share * std::log(share);
  }
  return std::exp(entropy);
}

}  // namespace netseam::profile
