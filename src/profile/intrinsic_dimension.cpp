#include "netseam/profile/intrinsic_dimension.hpp"

#include "netseam/profile/distinct_samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace netseam::profile {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The two smallest of the values that were added.
struct TwoSmallest {
  double first = infinity, second = infinity;
  void add(double value) {
    if (value < first)
      second = std::exchange(first, value);
    else
      second = std::min(second, value);
  }
};

double square_distance(std::span<const float> x, std::span<const float> y) {
  double sum = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double difference = static_cast<double>(x[c]) - static_cast<double>(y[c]);
    sum += difference * difference;
  }
  return sum;
}

struct NeighbourSearch {
  core::MatrixView<const float> activations;
  const CentredSamples& centred;
  std::vector<std::uint8_t> distinct;

  // Square distances of row i to its two neighbours, from its products with all rows.
  [[nodiscard]] TwoSmallest neighbours(std::size_t i, std::span<const double> product) const {
    const auto& square = centred.square_norm;
    const auto approximate = [&](std::size_t j) { return square[i] + square[j] - 2 * product[j]; };
    // |error| <= (width + 4) eps (|x|^2 + |y|^2), of each of two that are compared, in products and in
    // centring
    const double relative =
        4 * static_cast<double>(centred.width + 4) * std::numeric_limits<double>::epsilon();
    TwoSmallest upper;
    for (std::size_t j = 0; j < product.size(); ++j)
      if (j != i && distinct[j] != 0) upper.add(approximate(j) + relative * (square[i] + square[j]));
    TwoSmallest exact;
    for (std::size_t j = 0; j < product.size(); ++j)
      if (j != i && distinct[j] != 0 && approximate(j) - relative * (square[i] + square[j]) <= upper.second)
        exact.add(square_distance(activations.row(i), activations.row(j)));
    return exact;
  }
};

}  // namespace

std::vector<double> neighbour_ratios(const linalg::DenseBackend& backend,
                                     core::MatrixView<const float> activations,
                                     const CentredSamples& centred) {
  constexpr std::size_t block = 256;
  const std::size_t samples = centred.samples, width = centred.width;
  const NeighbourSearch search{activations, centred, distinct_samples(activations)};
  std::vector<double> ratios;
  if (std::ranges::count(search.distinct, 1) < 3) return ratios;
  std::vector<double> product(std::min(block, samples) * samples);
  for (std::size_t first = 0; first < samples; first += block) {
    const std::size_t rows = std::min(block, samples - first);
    const core::MatrixView<double> products{product.data(), rows, samples};
    backend.multiply(linalg::Transpose::no, linalg::Transpose::yes, 1.0,
                     {centred.value.data() + first * width, rows, width}, centred.view(), 0.0, products);
    for (std::size_t row = 0; row < rows; ++row) {
      if (search.distinct[first + row] == 0) continue;
      const TwoSmallest nearest = search.neighbours(first + row, products.row(row));
      ratios.push_back(std::sqrt(nearest.second / nearest.first));
    }
  }
  return ratios;
}

double intrinsic_dimension(std::span<const double> ratios) {
  constexpr std::size_t fewest = 10;
  if (ratios.size() < fewest) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sorted(ratios.begin(), ratios.end());
  std::ranges::sort(sorted);
  const std::size_t kept = sorted.size() * 9 / 10;
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < kept; ++i) {
    const double x = std::log(sorted[i]);
    const double y = -std::log1p(-static_cast<double>(i + 1) / static_cast<double>(sorted.size()));
    products += x * y;
    squares += x * x;
  }
  return squares > 0 ? products / squares : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace netseam::profile
