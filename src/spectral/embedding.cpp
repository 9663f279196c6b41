#include "netseam/spectral/embedding.hpp"

#include "netseam/core/error.hpp"

#include <array>
#include <cmath>

namespace netseam::spectral {
namespace {

double row_scale(std::span<const double> row, double degree, EmbeddingScale scale) {
  double square = 0;
  switch (scale) {
    case EmbeddingScale::divide_by_root_degree:
      return 1 / std::sqrt(degree);
    case EmbeddingScale::plain:
      return 1;
    case EmbeddingScale::unit_rows:
      for (const double value : row) square += value * value;
      return square > 0 ? 1 / std::sqrt(square) : 1;
  }
  return 1;
}

}  // namespace

std::span<const std::string> embedding_scale_names() noexcept {
  static const std::array<std::string, 3> names{"degree", "none", "row"};
  return names;
}

std::vector<double> embed(const LaplacianSpectrum& spectrum, std::span<const double> degree,
                          std::size_t count, EmbeddingScale scale) {
  if (count > spectrum.eigenvalue.size())
    throw core::InternalError("an embedding needs more eigenvectors than were computed");
  const std::size_t rows = spectrum.neuron.size();
  std::vector<double> points(rows * count);
  for (std::size_t j = 0; j < count; ++j) {
    const auto vector = spectrum.vector_of(j);
    for (std::size_t i = 0; i < rows; ++i) points[i * count + j] = vector[i];
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::span row(points.data() + i * count, count);
    const double factor = row_scale(row, degree[spectrum.neuron[i]], scale);
    for (double& value : row) value *= factor;
  }
  return points;
}

}  // namespace netseam::spectral
