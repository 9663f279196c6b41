#include "batch_gram.hpp"

#include "row_sums.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::similarity {
namespace {

constexpr std::size_t panel = 48;  // columns of the Gram matrix that one product makes, down to the diagonal

void make_room(core::AlignedBuffer<float>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer = core::AlignedBuffer<float>(size);
}

}  // namespace

bool BatchGram::compute(core::MatrixView<const float> points, std::span<float> packed) {
  const std::size_t batch = points.rows();
  centre(points);
  multiply(batch, points.columns());
  sum_rows(batch);
  const double common = sum(sum_) / static_cast<double>(2 * (batch - 1) * (batch - 2));
  offset_.resize(batch);
  for (std::size_t i = 0; i < batch; ++i)
    offset_[i] = static_cast<float>(sum_[i] / static_cast<double>(batch - 2) - common);
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

/// HSIC_1 is the same for points that are all moved alike, so that the mean need not be exact. Sums are of
/// differences to the first row: points that are all equal become exactly 0.
void BatchGram::centre(core::MatrixView<const float> points) {
  const std::size_t width = points.columns();
  make_room(centred_, points.rows() * width);
  mean_.assign(width, 0.0F);
  float* const mean = mean_.data();
  const float* const base = points.row(0).data();
  for (std::size_t i = 1; i < points.rows(); ++i) {
    const float* row = points.row(i).data();
    for (std::size_t c = 0; c < width; ++c) mean[c] += row[c] - base[c];
  }
  const float factor = 1.0F / static_cast<float>(points.rows());
  for (std::size_t c = 0; c < width; ++c) mean[c] = base[c] + factor * mean[c];
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const float* row = points.row(i).data();
    float* to = centred_.data() + i * width;
    for (std::size_t c = 0; c < width; ++c) to[c] = row[c] - mean[c];
  }
}

/// The upper triangle, and what of the diagonal panels lies below it.
void BatchGram::multiply(std::size_t batch, std::size_t width) {
  make_room(gram_, batch * batch);
  for (std::size_t begin = 0; begin < batch; begin += panel) {
    const std::size_t columns = std::min(panel, batch - begin), rows = begin + columns;
    const core::MatrixView<const float> all(centred_.data(), rows, width);
    const core::MatrixView<const float> own(centred_.data() + begin * width, columns, width);
    backend_.multiply(linalg::Transpose::no, linalg::Transpose::yes, 1.0F, all, own, 0.0F,
                      {gram_.data() + begin, rows, columns, batch});
  }
}

/// Of every row of the symmetric matrix, without its diagonal.
void BatchGram::sum_rows(std::size_t batch) {
  sum_.assign(batch, 0.0);
  for (std::size_t i = 0; i < batch; ++i) {
    const float* row = gram_.data() + i * batch + i + 1;
    double* sums = sum_.data() + i + 1;
    const std::size_t count = batch - i - 1;
    for (std::size_t j = 0; j < count; ++j) sums[j] += static_cast<double>(row[j]);
    sum_[i] += sum_of(count, [&](std::size_t j) { return static_cast<double>(row[j]); });
  }
}

}  // namespace netseam::similarity
