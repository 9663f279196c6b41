#include "fitted_samples.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::readout {
namespace {

using linalg::Transpose;
using Matrix = core::MatrixView<double>;
using ConstMatrix = core::MatrixView<const double>;

/// Eigenvectors of the largest eigenvalues of a Gram matrix, as rows, and the square roots of the values.
struct Directions {
  std::vector<double> vector, value;
};

Directions leading_directions(const linalg::DenseBackend& backend, std::vector<double>& gram,
                              std::size_t side, std::size_t longer) {
  const auto square = backend.symmetric_eigenvectors(Matrix{gram.data(), side, side});
  const double floor =
      square.back() * std::numeric_limits<double>::epsilon() * static_cast<double>(std::max(side, longer));
  Directions found;
  for (std::size_t k = side; k > 0 && square[k - 1] > floor; --k) {
    found.value.push_back(std::sqrt(square[k - 1]));
    const auto row = gram.begin() + static_cast<std::ptrdiff_t>((k - 1) * side);
    found.vector.insert(found.vector.end(), row, row + static_cast<std::ptrdiff_t>(side));
  }
  return found;
}

void divide_columns(std::vector<double>& matrix, const std::vector<double>& by) {
  for (std::size_t k = 0; k < matrix.size(); ++k) matrix[k] /= by[k % by.size()];
}

}  // namespace

std::vector<double> column_means(core::MatrixView<const float> matrix, std::span<const std::size_t> rows) {
  std::vector<double> mean(matrix.columns(), 0);
  for (const std::size_t row : rows)
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += static_cast<double>(matrix(row, k));
  for (double& value : mean) value /= static_cast<double>(rows.size());
  return mean;
}

std::vector<double> centred_rows(core::MatrixView<const float> matrix, std::span<const std::size_t> rows,
                                 std::span<const double> mean) {
  std::vector<double> centred;
  centred.reserve(rows.size() * mean.size());
  for (const std::size_t row : rows)
    for (std::size_t k = 0; k < mean.size(); ++k)
      centred.push_back(static_cast<double>(matrix(row, k)) - mean[k]);
  return centred;
}

FittedSamples decompose(const linalg::DenseBackend& backend, core::MatrixView<const float> activations,
                        std::span<const std::size_t> fitted, std::span<const std::size_t> held_out) {
  const std::size_t n = fitted.size(), m = held_out.size(), width = activations.columns();
  const auto mean = column_means(activations, fitted);
  const auto inside = centred_rows(activations, fitted, mean),
             outside = centred_rows(activations, held_out, mean);
  const ConstMatrix x(inside.data(), n, width), y(outside.data(), m, width);
  const bool by_width = width <= n;
  const std::size_t side = by_width ? width : n;
  std::vector<double> gram(side * side, 0);
  const Matrix gram_view(gram.data(), side, side);
  if (by_width)
    backend.multiply(Transpose::yes, Transpose::no, 1.0, x, x, 0.0, gram_view);
  else
    backend.add_gram(x, gram_view);
  const auto directions = leading_directions(backend, gram, side, by_width ? n : width);

  FittedSamples result{n, m, directions.value.size(), {}, directions.value, {}};
  if (result.rank == 0) return result;
  result.left.resize(n * result.rank);
  result.scores.resize(m * result.rank);
  const ConstMatrix vectors(directions.vector.data(), result.rank, side);
  const Matrix left(result.left.data(), n, result.rank), scores(result.scores.data(), m, result.rank);
  if (by_width) {
    backend.multiply(Transpose::no, Transpose::yes, 1.0, x, vectors, 0.0, left);
    divide_columns(result.left, result.value);
    backend.multiply(Transpose::no, Transpose::yes, 1.0, y, vectors, 0.0, scores);
    return result;
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < result.rank; ++k) left(i, k) = vectors(k, i);
  std::vector<double> cross(m * n, 0);
  const Matrix products(cross.data(), m, n);
  backend.multiply(Transpose::no, Transpose::yes, 1.0, y, x, 0.0, products);
  backend.multiply(Transpose::no, Transpose::yes, 1.0, products, vectors, 0.0, scores);
  divide_columns(result.scores, result.value);
  return result;
}

}  // namespace netseam::readout
