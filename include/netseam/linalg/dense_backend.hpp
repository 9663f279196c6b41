#pragma once
#include "netseam/core/matrix_view.hpp"

#include <memory>
#include <string>
#include <vector>

namespace netseam::linalg {

enum class Transpose : bool { no, yes };
enum class Rows : bool { as_they_are, less_mean };

/// Which library multiplies float32 matrices. `automatic` measures the libraries that are there and takes the
/// fastest.
enum class ProductLibrary { automatic, onednn, openblas };

/// A = left diag(value) right of a rows x columns matrix A, k = min(rows, columns).
struct ThinSingularValueDecomposition {
  std::vector<double> value;  // k, descending, not negative
  std::vector<double> left;   // rows x k, orthonormal columns, row-major
  std::vector<double> right;  // k x columns, orthonormal rows, row-major
};

/// The dense linear algebra that the stages use. Results are the same on every call with the same arguments.
/// Nothing else knows which library, or which device, runs. Not to be shared by threads.
class DenseBackend {
 public:
  virtual ~DenseBackend() = default;

  /// C = alpha op(A) op(B) + beta C in float32. Shapes: op(A) m x k, op(B) k x n, C m x n; C overlaps
  /// neither. 2 m n k flop.
  virtual void multiply(Transpose transpose_a, Transpose transpose_b, float alpha,
                        core::MatrixView<const float> a, core::MatrixView<const float> b, float beta,
                        core::MatrixView<float> c) const = 0;
  /// The same in float64.
  virtual void multiply(Transpose transpose_a, Transpose transpose_b, double alpha,
                        core::MatrixView<const double> a, core::MatrixView<const double> b, double beta,
                        core::MatrixView<double> c) const = 0;
  /// Upper triangle, with the diagonal, of G = X X' in float32, of the rows of X as they are or less their
  /// mean; below the diagonal anything may be written. X n x d, G n x n; they do not overlap. The mean is
  /// rounded to float32 as a difference to the first row: equal rows become exactly 0. n^2 d flop.
  virtual void upper_gram(core::MatrixView<const float> x, Rows rows, core::MatrixView<float> gram) const = 0;
  /// G += X X' in float64, both triangles written. X n x d, G n x n. n^2 d flop.
  virtual void add_gram(core::MatrixView<const double> x, core::MatrixView<double> gram) const = 0;
  /// Eigenvalues of a symmetric matrix, ascending; `matrix` (n x n, packed rows) is destroyed. 4/3 n^3 flop.
  /// Throws NumericalError when LAPACK does not converge. Backward stable: |error| <= c n eps |A|_2.
  [[nodiscard]] virtual std::vector<double> symmetric_eigenvalues(core::MatrixView<double> matrix) const = 0;
  /// The same eigenvalues; row k of `matrix` becomes the unit eigenvector of value k. 9 n^3 flop.
  [[nodiscard]] virtual std::vector<double> symmetric_eigenvectors(core::MatrixView<double> matrix) const = 0;
  /// Singular values, descending, min(rows, columns) of them; `matrix` is destroyed. 8/3 m k^2 flop for
  /// m x k, m >= k. Throws NumericalError when LAPACK does not converge. Backward stable as above.
  [[nodiscard]] virtual std::vector<double> singular_values(core::MatrixView<double> matrix) const = 0;
  /// The same with singular vectors. Some 6 m k^2 + 20 k^3 flop.
  [[nodiscard]] virtual ThinSingularValueDecomposition thin_singular_value_decomposition(
      core::MatrixView<double> matrix) const = 0;
  /// The library and the instruction set that run, such as "oneDNN 2.6 sgemm (AVX-512), OpenBLAS 0.3.21
  /// (SkylakeX)".
  [[nodiscard]] virtual std::string description() const = 0;
  /// The library that `multiply` calls, never automatic.
  [[nodiscard]] virtual ProductLibrary product_library() const noexcept = 0;
};

/// "onednn" or "openblas", as in run.product; and back, where anything else is onednn.
[[nodiscard]] std::string library_name(ProductLibrary library);
[[nodiscard]] ProductLibrary library_of_name(const std::string& name);

/// What of this processor decides the rounding of results: its maker, the instruction set of this program's
/// own kernels and what `library` (not automatic) runs, such as "Intel, AVX3 kernels, oneDNN AVX-512". Equal
/// texts mean equal rounding by one build with the same libraries. Throws ConfigError where OpenBLAS is asked
/// for and missing.
[[nodiscard]] std::string processor_kind(ProductLibrary library);

/// The backend of this processor, one thread. Throws ConfigError naming what was looked for where a library
/// is missing. `automatic` takes some milliseconds to measure; pass the answer of one rank to the others so
/// that all agree.
[[nodiscard]] std::unique_ptr<DenseBackend> make_cpu_backend(ProductLibrary library);

}  // namespace netseam::linalg
