#include "batch_gram.hpp"

#include <cmath>

namespace netseam::similarity {

bool BatchGram::compute(core::MatrixView<const float> points, std::span<float> packed) {
  const std::size_t batch = points.rows();
  if (gram_.size() < batch * batch) gram_ = core::AlignedBuffer<float>(batch * batch);
  const core::MatrixView<float> gram(gram_.data(), batch, batch);
  backend_.upper_gram(points, linalg::Rows::less_mean, gram);
  const double common = set_offsets(gram);
  float* to = packed.data();
  for (std::size_t i = 0; i < batch; ++i) {
    const float* row = gram_.data() + i * batch;
    const float* offset = offset_.data();
    const float own = offset[i];
    for (std::size_t j = i + 1; j < batch; ++j) to[j - i - 1] = row[j] - (own + offset[j]);
    to += batch - i - 1;
  }
  return std::isfinite(common);
}

/// What U-centring takes from entry i, j is offset i + offset j. Rows of a Gram matrix of centred points sum
/// to 0, without their diagonal to its negative. A mean that is off by rounding changes HSIC_1 by the square
/// of that only: U-centred matrices are orthogonal to all sums of offsets. Not finite if any entry is not: no
/// entry is larger than the diagonal.
double BatchGram::set_offsets(core::MatrixView<const float> gram) {
  const std::size_t batch = gram.rows();
  const auto rest = static_cast<double>(batch - 2);
  double trace = 0;
  for (std::size_t i = 0; i < batch; ++i) trace += static_cast<double>(gram(i, i));
  const double common = -trace / (2 * static_cast<double>(batch - 1) * rest);
  offset_.resize(batch);
  for (std::size_t i = 0; i < batch; ++i)
    offset_[i] = static_cast<float>(-static_cast<double>(gram(i, i)) / rest - common);
  return common;
}

}  // namespace netseam::similarity
