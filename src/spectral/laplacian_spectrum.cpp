#include "netseam/spectral/laplacian_spectrum.hpp"

#include "cluster_range.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/spectral/normalised_adjacency.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::spectral {
namespace {

/// Orthonormal vectors D^1/2 on each component; components x n.
std::vector<double> null_vectors(std::span<const std::size_t> neurons, std::span<const double> degree,
                                 std::span<const std::int32_t> component, std::size_t components) {
  std::vector<double> volume(components, 0), vector(components * neurons.size(), 0);
  for (const std::size_t neuron : neurons)
    volume[static_cast<std::size_t>(component[neuron])] += degree[neuron];
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const auto own = static_cast<std::size_t>(component[neurons[i]]);
    vector[own * neurons.size() + i] = std::sqrt(degree[neurons[i]] / volume[own]);
  }
  return vector;
}

/// Rows of all ranks, k x n, of k x own rows.
std::vector<double> gather_rows(const parallel::Communicator& communicator, std::span<const double> own,
                                std::size_t count, std::size_t rows) {
  const auto parts = parallel::all_gather_bytes(communicator, std::as_bytes(own));
  std::vector<double> all(count * rows);
  std::size_t first = 0;
  for (const auto& part : parts) {
    const auto* values = reinterpret_cast<const double*>(part.data());
    const std::size_t share = part.size() / sizeof(double) / count;
    for (std::size_t v = 0; v < count; ++v)
      std::copy_n(values + v * share, share, all.data() + v * rows + first);
    first += share;
  }
  return all;
}

}  // namespace

LaplacianSpectrum laplacian_spectrum(const linalg::SlepcSession& session,
                                     const parallel::Communicator& communicator,
                                     const linalg::SymmetricOperator& adjacency,
                                     std::span<const double> degree, std::span<const std::int32_t> component,
                                     std::size_t count, const linalg::EigenOptions& options) {
  const std::size_t components =
      parallel::agree(communicator, [&] { return check_cluster_range(degree, component, count, count); });
  const NormalisedAdjacency matrix(adjacency, degree);
  const auto neurons = matrix.neurons();
  const std::size_t n = neurons.size();
  LaplacianSpectrum spectrum;
  spectrum.neuron.assign(neurons.begin(), neurons.end());
  spectrum.components = components;
  spectrum.vector = null_vectors(neurons, degree, component, components);
  spectrum.eigenvalue.assign(components, 0);
  spectrum.residual.assign(components, 0);
  spectrum.converged = true;
  if (count == components) return spectrum;
  const core::MatrixView<const double> deflated(spectrum.vector.data() + matrix.first_row(), components,
                                                matrix.own_rows(), n);
  const auto pairs = session.largest_eigenpairs(communicator, matrix, count - components, options, deflated);
  for (const double value : pairs.value) spectrum.eigenvalue.push_back(1 - value);
  spectrum.residual.insert(spectrum.residual.end(), pairs.residual.begin(), pairs.residual.end());
  spectrum.products = pairs.products;
  spectrum.converged = pairs.converged;
  const auto rest = gather_rows(communicator, pairs.vector, pairs.value.size(), n);
  spectrum.vector.insert(spectrum.vector.end(), rest.begin(), rest.end());
  return spectrum;
}

}  // namespace netseam::spectral
