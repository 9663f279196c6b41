#include "singular_values.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace netseam::linalg {
namespace {

/// job "N": values only; "S": vectors too. Column-major LAPACK sees the transposed matrix, so that its left
/// vectors are the right ones here, each packed as a row.
void decompose(const LapackLibrary& library, const char* job, core::MatrixView<double> matrix,
               ThinSingularValueDecomposition& result) {
  const std::size_t rank = std::min(matrix.rows(), matrix.columns());
  result.value.resize(rank);
  if (rank == 0) return;
  const int m = static_cast<int>(matrix.columns()), n = static_cast<int>(matrix.rows());
  const int stride = static_cast<int>(matrix.stride()), k = static_cast<int>(rank), query = -1;
  std::vector<int> integer_work(8 * rank);
  int info = 0;
  double size = 0;
  library.dgesdd(job, &m, &n, matrix.data(), &stride, result.value.data(), result.right.data(), &m,
                 result.left.data(), &k, &size, &query, integer_work.data(), &info);
  const int length = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(length));
  library.dgesdd(job, &m, &n, matrix.data(), &stride, result.value.data(), result.right.data(), &m,
                 result.left.data(), &k, work.data(), &length, integer_work.data(), &info);
  if (info != 0) {
    throw core::NumericalError("the singular values of a " + std::to_string(n) + " x " + std::to_string(m) +
                               " matrix did not converge (LAPACK dgesdd info " + std::to_string(info) + ")");
  }
}

}  // namespace

std::vector<double> singular_values_by_lapack(const LapackLibrary& library, core::MatrixView<double> matrix) {
  ThinSingularValueDecomposition result;
  decompose(library, "N", matrix, result);
  return result.value;
}

ThinSingularValueDecomposition decompose_by_lapack(const LapackLibrary& library,
                                                   core::MatrixView<double> matrix) {
  const std::size_t rank = std::min(matrix.rows(), matrix.columns());
  ThinSingularValueDecomposition result;
  result.left.resize(matrix.rows() * rank);
  result.right.resize(rank * matrix.columns());
  decompose(library, "S", matrix, result);
  return result;
}

}  // namespace netseam::linalg
