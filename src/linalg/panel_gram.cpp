#include "panel_gram.hpp"

#include <algorithm>
#include <cstddef>

namespace netseam::linalg {

void PanelGram::compute(const DenseBackend& backend, core::MatrixView<const float> x, Rows rows,
                        core::MatrixView<float> gram) {
  constexpr std::size_t panel = 48;  // columns: enough for the speed of a product, few below the diagonal
  if (rows == Rows::less_mean) x = centred(x);
  for (std::size_t begin = 0; begin < x.rows(); begin += panel) {
    const std::size_t columns = std::min(panel, x.rows() - begin), above = begin + columns;
    backend.multiply(Transpose::no, Transpose::yes, 1.0F, {x.data(), above, x.columns(), x.stride()},
                     {x.data() + begin * x.stride(), columns, x.columns(), x.stride()}, 0.0F,
                     {gram.data() + begin, above, columns, gram.stride()});
  }
}

core::MatrixView<const float> PanelGram::centred(core::MatrixView<const float> x) {
  const std::size_t width = x.columns();
  if (centred_.size() < x.rows() * width) centred_ = core::AlignedBuffer<float>(x.rows() * width);
  mean_.assign(width, 0.0F);
  float* const mean = mean_.data();
  const float* const base = x.data();
  for (std::size_t i = 1; i < x.rows(); ++i) {
    const float* row = x.row(i).data();
    for (std::size_t c = 0; c < width; ++c) mean[c] += row[c] - base[c];
  }
  const float factor = 1.0F / static_cast<float>(x.rows());
  for (std::size_t c = 0; c < width; ++c) mean[c] *= factor;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const float* row = x.row(i).data();
    float* to = centred_.data() + i * width;
    for (std::size_t c = 0; c < width; ++c) to[c] = (row[c] - base[c]) - mean[c];
  }
  return {centred_.data(), x.rows(), width};
}

}  // namespace netseam::linalg
