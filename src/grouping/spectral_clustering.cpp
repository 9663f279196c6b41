#include "netseam/grouping/spectral_clustering.hpp"

#include "k_means.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linkage/check_distances.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::grouping {
namespace {

double median_positive(core::MatrixView<const double> distance) {
  std::vector<double> positive;
  for (std::size_t i = 0; i < distance.rows(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (distance(i, j) > 0) positive.push_back(distance(i, j));
  if (positive.empty()) return 0;
  const auto middle = positive.begin() + static_cast<std::ptrdiff_t>((positive.size() - 1) / 2);
  std::ranges::nth_element(positive, middle);
  return *middle;
}

}  // namespace

SpectralEmbedding spectral_embedding(const linalg::DenseBackend& backend,
                                     core::MatrixView<const double> distance) {
  linkage::check_distances(distance, "spectral_embedding");
  const std::size_t layers = distance.rows();
  SpectralEmbedding result{median_positive(distance), {}, std::vector<double>(layers * layers)};
  const core::MatrixView<double> matrix{result.eigenvector.data(), layers, layers};
  std::vector<double> root_degree(layers, 0);
  for (std::size_t i = 0; i < layers; ++i) {
    for (std::size_t j = 0; j < layers; ++j) {
      const double ratio = result.scale > 0 ? distance(i, j) / result.scale : 0;
      root_degree[i] += matrix(i, j) = std::exp(-ratio * ratio);
    }
    root_degree[i] = std::sqrt(root_degree[i]);
  }
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = 0; j < layers; ++j)
      matrix(i, j) = (i == j ? 1 : 0) - matrix(i, j) / (root_degree[i] * root_degree[j]);
  result.eigenvalue = backend.symmetric_eigenvectors(matrix);
  return result;
}

std::vector<double> eigengaps(const SpectralEmbedding& embedding) {
  std::vector<double> gaps;
  for (std::size_t k = 1; k < embedding.eigenvalue.size(); ++k)
    gaps.push_back(embedding.eigenvalue[k] - embedding.eigenvalue[k - 1]);
  return gaps;
}

std::vector<std::size_t> spectral_labels(const SpectralEmbedding& embedding, std::size_t groups,
                                         std::uint64_t seed) {
  const std::size_t layers = embedding.eigenvalue.size();
  if (groups == 0 || groups > layers)
    throw core::InternalError("spectral_labels: the layers cannot be put into so many groups");
  std::vector<double> points(layers * groups);
  for (std::size_t i = 0; i < layers; ++i) {
    double square = 0;
    for (std::size_t k = 0; k < groups; ++k) {
      const double value = points[i * groups + k] = embedding.eigenvector[k * layers + i];
      square += value * value;
    }
    if (square > 0)
      for (std::size_t k = 0; k < groups; ++k) points[i * groups + k] /= std::sqrt(square);
  }
  constexpr std::size_t starts = 10;
  return stats::numbered_by_appearance(k_means({points.data(), layers, groups}, groups, starts, seed));
}

}  // namespace netseam::grouping
