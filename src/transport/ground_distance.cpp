#include "ground_distance.hpp"

#include "layer_check.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace netseam::transport {
namespace {

// row i in Euclidean form is (x_i - shift_i) * factor_i
struct RowForm {
  double shift = 0, factor = 1;
};

std::span<const float> row_of(const data::LayerActivations& layer, std::size_t i) {
  return std::span(layer.values).subspan(i * layer.width, layer.width);
}

std::vector<RowForm> row_forms(const data::LayerActivations& layer, GroundDistance ground) {
  std::vector<RowForm> forms(layer.points());
  if (ground != GroundDistance::cosine && ground != GroundDistance::correlation) return forms;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto row = row_of(layer, i);
    if (ground == GroundDistance::correlation) {
      if (std::all_of(row.begin(), row.end(), [&](float value) { return value == row[0]; }))
        refuse_layer(layer, row_name(layer, i), "a constant row, which has no correlation",
                     "rows that vary, or layers.distance = euclidean");
      double sum = 0;
      for (const float value : row) sum += static_cast<double>(value);
      forms[i].shift = sum / static_cast<double>(row.size());
    }
    double square = 0;
    for (const float value : row) {
      const double centred = static_cast<double>(value) - forms[i].shift;
      square += centred * centred;
    }
    if (square == 0)
      refuse_layer(layer, row_name(layer, i), "a row of zeros, which has no direction",
                   "rows that are not zero, or layers.distance = euclidean");
    forms[i].factor = 1 / std::sqrt(square);
  }
  return forms;
}

void add_centred_columns(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                         std::span<const RowForm> forms, std::size_t begin, core::MatrixView<double> block,
                         core::MatrixView<double> gram) {
  const std::size_t n = forms.size(), columns = block.columns();
  std::vector<double> mean(columns, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto from = row_of(layer, i).subspan(begin, columns);
    const auto to = block.row(i);
    for (std::size_t c = 0; c < columns; ++c) {
      to[c] = (static_cast<double>(from[c]) - forms[i].shift) * forms[i].factor;
      mean[c] += to[c];
    }
  }
  for (double& value : mean) value /= static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = block.row(i);
    for (std::size_t c = 0; c < columns; ++c) row[c] -= mean[c];
  }
  backend.add_gram(block, gram);
}

void gram_of_centred(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                     std::span<const RowForm> forms, core::MatrixView<double> gram) {
  const std::size_t n = forms.size();
  for (std::size_t i = 0; i < n; ++i) std::ranges::fill(gram.row(i), 0.0);
  core::AlignedBuffer<double> block(n * std::min(layer.width, gram_columns));
  for (std::size_t begin = 0; begin < layer.width; begin += gram_columns) {
    const std::size_t columns = std::min(gram_columns, layer.width - begin);
    add_centred_columns(backend, layer, forms, begin, {block.data(), n, columns}, gram);
  }
}

double squared_difference(std::span<const float> x, const RowForm& xf, std::span<const float> y,
                          const RowForm& yf) {
  double sum = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double difference = (static_cast<double>(x[c]) - xf.shift) * xf.factor -
                              (static_cast<double>(y[c]) - yf.shift) * yf.factor;
    sum += difference * difference;
  }
  return sum;
}

double of_square(GroundDistance ground, double square) {
  switch (ground) {
    case GroundDistance::euclidean:
      return std::sqrt(square);
    case GroundDistance::squared_euclidean:
      return square;
    default:
      return square / 2;  // 1 - <x,y> of unit vectors
  }
}

void precomputed_distances(const data::LayerActivations& layer, core::MatrixView<double> distance) {
  const std::size_t n = layer.points();
  if (layer.width != n)
    refuse_layer(layer, "", fmt::format("a {} x {} matrix", n, layer.width), "a square matrix of distances");
  const float largest = *std::max_element(layer.values.begin(), layer.values.end());
  const double tolerance = 1e-6 * static_cast<double>(largest);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = row_of(layer, i);
    if (std::abs(static_cast<double>(row[i])) > tolerance)
      refuse_layer(layer, row_name(layer, i), fmt::format("distance {} to itself", row[i]), "0");
    for (std::size_t j = 0; j < n; ++j)
      if (row[j] < 0 && j != i)
        refuse_layer(layer, fmt::format("{}, column {}", row_name(layer, i), j),
                     fmt::format("negative distance {}", row[j]), "distances that are not negative");
    for (std::size_t j = 0; j < i; ++j) {
      const auto here = static_cast<double>(row[j]), there = static_cast<double>(row_of(layer, j)[i]);
      if (std::abs(here - there) > tolerance)
        refuse_layer(layer, fmt::format("{}, column {}", row_name(layer, i), j),
                     fmt::format("{} there but {} in the transposed place", here, there),
                     "a symmetric matrix");
      distance(i, j) = (here + there) / 2;
    }
  }
}

}  // namespace

void ground_distances(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                      GroundDistance ground, core::MatrixView<double> distance) {
  if (ground == GroundDistance::precomputed) return precomputed_distances(layer, distance);
  const std::vector<RowForm> forms = row_forms(layer, ground);
  gram_of_centred(backend, layer, forms, distance);
  std::vector<double> square_norm(forms.size());
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto row = distance.row(i);
    square_norm[i] = row[i];
    for (std::size_t j = 0; j < i; ++j) {
      const double norms = square_norm[i] + square_norm[j];
      double square = norms - 2 * row[j];
      if (square <= 1e-4 * norms)
        square = squared_difference(row_of(layer, i), forms[i], row_of(layer, j), forms[j]);
      row[j] = of_square(ground, square);
    }
  }
}

}  // namespace netseam::transport
