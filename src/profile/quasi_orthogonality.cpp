#include "netseam/profile/quasi_orthogonality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::profile {

double quasi_orthogonality(const linalg::DenseBackend& backend, const CentredSamples& centred) {
  constexpr std::size_t block = 256;
  const std::size_t samples = centred.samples, width = centred.width;
  std::vector<double> inverse_norm;
  for (const double square : centred.square_norm)
    inverse_norm.push_back(square > 0 ? 1 / std::sqrt(square) : 0);
  const auto with_angle =
      static_cast<double>(samples) - static_cast<double>(std::ranges::count(inverse_norm, 0));
  if (with_angle < 2) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> product(std::min(block, samples) * samples);
  double total = 0;
  for (std::size_t first = 0; first < samples; first += block) {
    // rows of the block with themselves and all later ones
    const std::size_t rows = std::min(block, samples - first), columns = samples - first;
    const core::MatrixView<double> products{product.data(), rows, columns};
    const double* const begin = centred.value.data() + first * width;
    backend.multiply(linalg::Transpose::no, linalg::Transpose::yes, 1.0, {begin, rows, width},
                     {begin, columns, width}, 0.0, products);
    for (std::size_t row = 0; row < rows; ++row) {
      double sum = 0;
      for (std::size_t column = row + 1; column < columns; ++column)
        sum += std::abs(products(row, column)) * inverse_norm[first + column];
      total += sum * inverse_norm[first + row];
    }
  }
  return total / (with_angle * (with_angle - 1) / 2);
}

}  // namespace netseam::profile
