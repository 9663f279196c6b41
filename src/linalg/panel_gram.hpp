#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <vector>

namespace netseam::linalg {

/// X X' in float32 by products of a backend, each for some columns down to the diagonal, and the memory that
/// this takes.
class PanelGram {
 public:
  /// As DenseBackend::upper_gram, but without its checks. X n x d; workspace 4 n d bytes for rows less their
  /// mean.
  void compute(const DenseBackend& backend, core::MatrixView<const float> x, Rows rows,
               core::MatrixView<float> gram);

 private:
  [[nodiscard]] core::MatrixView<const float> centred(core::MatrixView<const float> x);

  core::AlignedBuffer<float> centred_;
  std::vector<float> mean_;
};

}  // namespace netseam::linalg
