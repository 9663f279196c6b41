#include "netseam/spectral/normalised_adjacency.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::spectral {

NormalisedAdjacency::NormalisedAdjacency(const linalg::SymmetricOperator& adjacency,
                                         std::span<const double> degree)
    : adjacency_(adjacency), from_(adjacency.own_rows(), 0), to_(adjacency.own_rows(), 0) {
  if (degree.size() != adjacency.rows())
    throw core::InternalError("a graph has another number of degrees than of rows");
  const std::size_t first = adjacency.first_row(), end = first + adjacency.own_rows();
  for (std::size_t neuron = 0; neuron < degree.size(); ++neuron) {
    if (!(degree[neuron] >= 0) || !std::isfinite(degree[neuron]))
      throw core::InternalError("a degree is negative or not finite");
    if (degree[neuron] == 0) continue;
    if (neuron < first) ++first_row_;
    if (neuron >= first && neuron < end) own_.push_back({neuron - first, 1 / std::sqrt(degree[neuron])});
    neuron_.push_back(neuron);
  }
}

void NormalisedAdjacency::apply(std::span<const double> x, std::span<double> y) const {
  for (std::size_t i = 0; i < own_.size(); ++i) from_[own_[i].place] = own_[i].inverse_root * x[i];
  adjacency_.apply(from_, to_);
  for (std::size_t i = 0; i < own_.size(); ++i) y[i] = own_[i].inverse_root * to_[own_[i].place];
}

}  // namespace netseam::spectral
