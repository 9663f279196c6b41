#pragma once
#include "netseam/data/layer_distances.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::artifact {

/// Calls visit(first, second, pair) for all pairs first < second of `layers`, in the order of
/// data::pair_index.
template <class Visit>
void for_each_pair(std::size_t layers, Visit&& visit) {
  std::size_t pair = 0;
  for (std::size_t first = 0; first < layers; ++first)
    for (std::size_t second = first + 1; second < layers; ++second) visit(first, second, pair++);
}

/// The symmetric layers x layers matrix, row-major, of one value for each pair; zero diagonal.
template <class T>
[[nodiscard]] std::vector<T> symmetric_matrix(std::size_t layers, std::span<const T> pairs) {
  std::vector<T> matrix(layers * layers, T{});
  for_each_pair(layers, [&](std::size_t first, std::size_t second, std::size_t pair) {
    matrix[first * layers + second] = matrix[second * layers + first] = pairs[pair];
  });
  return matrix;
}

/// One field of all pairs as such a matrix.
[[nodiscard]] std::vector<double> field_matrix(const data::LayerDistances& layers,
                                               double data::PairDistance::*field);

/// sqrt(loss) / 2 of all pairs as such a matrix (Memoli 2011, doi:10.1007/s10208-011-9093-5).
[[nodiscard]] std::vector<double> gw_distance_matrix(const data::LayerDistances& layers);
[[nodiscard]] double gw_distance(double loss);

/// The group that each layer belongs to, from 0.
[[nodiscard]] std::vector<std::int64_t> group_of_layer(std::size_t layers,
                                                       std::span<const std::size_t> border);

/// Throws core::InternalError unless every pair of `layers` is there.
void require_all_pairs(const data::LayerDistances& layers);

}  // namespace netseam::artifact
