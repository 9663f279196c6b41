#include "netseam/profile/spectrum.hpp"

#include <algorithm>
#include <limits>

namespace netseam::profile {
namespace {

using linalg::Transpose;

std::vector<double> first_scores(const linalg::DenseBackend& backend, const CentredSamples& centred,
                                 core::MatrixView<const double> eigenvector) {
  std::vector<double> score(centred.samples);
  if (centred.samples <= centred.width)
    score.assign(eigenvector.data(), eigenvector.data() + centred.samples);
  else
    backend.multiply(Transpose::no, Transpose::yes, 1.0, centred.view(), eigenvector, 0.0,
                     core::MatrixView<double>{score.data(), centred.samples, 1});
  double sum = 0;
  for (double& value : score) sum += value *= value;
  for (double& value : score) value /= sum;
  return score;
}

}  // namespace

Spectrum spectrum_of(const linalg::DenseBackend& backend, const CentredSamples& centred) {
  const std::size_t side = std::min(centred.samples, centred.width);
  std::vector<double> matrix(side * side, 0);
  const core::MatrixView<double> gram{matrix.data(), side, side};
  if (centred.samples <= centred.width)
    backend.add_gram(centred.view(), gram);
  else
    backend.multiply(Transpose::yes, Transpose::no, 1.0, centred.view(), centred.view(), 0.0, gram);
  Spectrum result{centred.samples, centred.width, backend.symmetric_eigenvectors(gram), {}};
  std::ranges::reverse(result.square);
  const double floor = result.square[0] * std::numeric_limits<double>::epsilon() *
                       static_cast<double>(std::max(centred.samples, centred.width));
  for (double& value : result.square)
    if (value <= floor) value = 0;
  if (result.square[0] > 0)
    result.first_score = first_scores(backend, centred, {matrix.data() + (side - 1) * side, 1, side});
  return result;
}

}  // namespace netseam::profile
