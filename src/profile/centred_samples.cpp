#include "netseam/profile/centred_samples.hpp"

#include "netseam/core/error.hpp"

#include <cmath>

namespace netseam::profile {

CentredSamples centre(core::MatrixView<const float> activations) {
  const std::size_t samples = activations.rows(), width = activations.columns();
  if (samples == 0 || width == 0) throw core::InternalError("profile: a layer has no values");
  CentredSamples result{samples, width, std::vector<double>(samples * width),
                        std::vector<double>(samples, 0)};
  std::vector<double> mean(width, 0);
  const auto first = activations.row(0);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto row = activations.row(i);
    for (std::size_t c = 0; c < width; ++c) {
      if (!std::isfinite(row[c])) throw core::InternalError("profile: an activation is not finite");
      mean[c] += static_cast<double>(row[c]) - static_cast<double>(first[c]);
    }
  }
  for (std::size_t c = 0; c < width; ++c) mean[c] = first[c] + mean[c] / static_cast<double>(samples);
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t c = 0; c < width; ++c) {
      const double value = result.value[i * width + c] = activations(i, c) - mean[c];
      result.square_norm[i] += value * value;
    }
  return result;
}

}  // namespace netseam::profile
