#pragma once
#include "netseam/linalg/symmetric_operator.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::spectral {

/// S = D^-1/2 A D^-1/2 of a graph with adjacency matrix A and degrees D, over the neurons that have edges,
/// whose rows are numbered without gaps, in order; its eigenvalues are 1 minus those of the normalised
/// Laplacian L = I - S (Chung, Spectral Graph Theory, 1997). Each rank has the rows of its own neurons.
class NormalisedAdjacency final : public linalg::SymmetricOperator {
 public:
  /// `degree`: row sums of A, for every neuron, on every rank; finite and not negative (InternalError). Both
  /// arguments must outlive this. Not collective.
  NormalisedAdjacency(const linalg::SymmetricOperator& adjacency, std::span<const double> degree);

  [[nodiscard]] std::size_t rows() const noexcept override { return neuron_.size(); }
  [[nodiscard]] std::size_t first_row() const noexcept override { return first_row_; }
  [[nodiscard]] std::size_t own_rows() const noexcept override { return own_.size(); }
  /// One product with A. Collective.
  void apply(std::span<const double> x, std::span<double> y) const override;

  /// The neuron of each row, of all ranks.
  [[nodiscard]] std::span<const std::size_t> neurons() const noexcept { return neuron_; }

 private:
  struct OwnRow {
    std::size_t place = 0;    // of its neuron among this rank's
    double inverse_root = 0;  // of the degree
  };
  const linalg::SymmetricOperator& adjacency_;
  std::vector<std::size_t> neuron_;
  std::size_t first_row_ = 0;
  std::vector<OwnRow> own_;
  mutable std::vector<double> from_, to_;  // own neurons
};

}  // namespace netseam::spectral
