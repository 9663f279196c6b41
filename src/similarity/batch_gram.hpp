#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::similarity {

/// U-centred Gram matrices of batches, with the memory that they take on the way.
class BatchGram {
 public:
  explicit BatchGram(const linalg::DenseBackend& backend) : backend_(backend) {}

  /// Entries above the diagonal, row by row, of the U-centred Gram matrix of the rows of `points` (b x width,
  /// b >= 3) less their mean, in float32. `packed`: b (b - 1) / 2. The inner product of two such rows is
  /// b (b - 3) / 2 HSIC_1. False: something is not finite. b^2 width flop.
  /// Source: Szekely and Rizzo 2014, doi:10.1214/14-AOS1255, definition 2.
  [[nodiscard]] bool compute(core::MatrixView<const float> points, std::span<float> packed);

 private:
  [[nodiscard]] double set_offsets(core::MatrixView<const float> gram);

  const linalg::DenseBackend& backend_;
  core::AlignedBuffer<float> gram_;
  std::vector<float> offset_;
};

}  // namespace netseam::similarity
