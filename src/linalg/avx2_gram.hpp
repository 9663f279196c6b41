#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

namespace netseam::linalg {

/// X X' in float32 with kernels of its own for AVX2 and FMA, and the memory that they take. Libraries either
/// have no symmetric product in float32 or copy X more often than is needed.
class Avx2Gram {
 public:
  /// Whether this processor can run it.
  [[nodiscard]] static bool runs_here();
  /// Whether it can, and has no wider vectors, which the libraries use.
  [[nodiscard]] static bool is_fastest_here();

  /// As DenseBackend::upper_gram, but without its checks. X n x d; workspace 4 n min(d, 512) + 4 d bytes.
  void compute(core::MatrixView<const float> x, Rows rows, core::MatrixView<float> gram);

 private:
  core::AlignedBuffer<float> packed_, mean_;
};

}  // namespace netseam::linalg
