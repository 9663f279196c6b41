#include "netseam/profile/dominant_samples.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace netseam::profile {

std::vector<std::size_t> dominant_samples(const CentredSamples& centred, double share) {
  if (!(share >= 0 && share <= 1)) throw core::InternalError("dominant_samples: the share is not in [0, 1]");
  std::vector<std::size_t> row(centred.samples);
  std::iota(row.begin(), row.end(), std::size_t{0});
  std::ranges::stable_sort(row, std::ranges::greater{},
                           [&](std::size_t i) { return centred.square_norm[i]; });
  // a share such as 0.29 of 100 is 28.999999999999996 in binary
  const auto count = static_cast<std::size_t>(share * static_cast<double>(centred.samples) * (1 + 1e-12));
  row.resize(std::clamp<std::size_t>(count, 1, centred.samples));
  std::ranges::sort(row);
  return row;
}

std::vector<std::size_t> dominant_samples(core::MatrixView<const float> activations, double share) {
  return dominant_samples(centre(activations), share);
}

double dominant_share(const CentredSamples& centred, const Spectrum& spectrum, double share) {
  if (spectrum.first_score.empty()) return std::numeric_limits<double>::quiet_NaN();
  double held = 0;
  for (const std::size_t row : dominant_samples(centred, share)) held += spectrum.first_score[row];
  return held;
}

}  // namespace netseam::profile
