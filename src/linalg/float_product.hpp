#pragma once
#include "lapack_library.hpp"

#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <string>

namespace netseam::linalg {

/// C = alpha op(A) op(B) + beta C of row-major float32 matrices, as DenseBackend::multiply but without its
/// checks.
struct FloatProduct {
  Transpose transpose_a = Transpose::no, transpose_b = Transpose::no;
  float alpha = 1;
  core::MatrixView<const float> a, b;
  float beta = 0;
  core::MatrixView<float> c;
};

void multiply_by_openblas(const LapackLibrary& library, const FloatProduct& product);
/// Throws InternalError when oneDNN refuses.
void multiply_by_onednn(const FloatProduct& product);

/// Keeps oneDNN's products on the calling thread: ranks are what shares the processors of a node.
void keep_onednn_on_one_thread();

/// Such as "oneDNN 2.6.3 (AVX-512)".
[[nodiscard]] std::string onednn_description();
/// Such as "oneDNN AVX-512".
[[nodiscard]] std::string onednn_instructions();

/// The faster of the two on a product of 512 x 512 matrices; oneDNN unless OpenBLAS is more than 10 % faster.
/// Some 20 ms.
[[nodiscard]] ProductLibrary measure_fastest_product(const LapackLibrary& library);

}  // namespace netseam::linalg
