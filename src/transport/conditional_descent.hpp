#pragma once
#include "transport_problem.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// One descent of the conditional gradient method.
struct ConditionalDescent {
  std::vector<data::CouplingEntry> coupling;  // row-major order
  double loss = 0;                            // in float64, of the dense iterate
  double gap = 0;                             // Frank-Wolfe gap at it, relative to the loss
  std::uint32_t iterations = 0;
  data::SolveStatus status = data::SolveStatus::converged;
};

/// The objective E(T) = sum of (C1[i,k] - C2[j,l])^2 T[i,j] T[k,l] of one pair of layers and its descents.
/// With G(T) = C1 T C2 and marginals p, q: E(T) = p' C1^2 p + q' C2^2 q - 2 <G(T), T> (squares entrywise),
/// gradient -4 G(T) up to constant rows and columns; along D = S - T the change is a t^2 + b t with a = -2
/// <G(S) - G(T), D> and b = -4 <G(T), D>. G is linear, so an iteration needs G(S) of a sparse vertex only.
class ConditionalGradient {
 public:
  ConditionalGradient(const linalg::DenseBackend& backend, const MetricSpace& first,
                      const MetricSpace& second, const WholeMasses& masses);

  /// Descends from a coupling whose marginals are the masses. Ends when the gap is at most 1e-9 of the loss,
  /// or of 1e-5 times the two squared parts where the loss is smaller than that (rounding of the objective).
  [[nodiscard]] ConditionalDescent descend(std::span<const data::CouplingEntry> start, std::size_t limit);

  /// Bytes that are allocated.
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t n, std::size_t m);

 private:
  struct Line {
    double curvature = 0, slope = 0;
  };
  void fill_gradient(std::span<const data::CouplingEntry> coupling, core::MatrixView<double> gradient);
  [[nodiscard]] Line line_to_vertex() const;
  [[nodiscard]] std::vector<data::CouplingEntry> entries() const;
  void put(std::span<const data::CouplingEntry> coupling, core::MatrixView<double> dense) const;

  const linalg::DenseBackend& backend_;
  std::size_t n_, m_;
  double squared_parts_ = 0;
  core::AlignedBuffer<double> memory_;
  core::MatrixView<double> first_, second_, coupling_, vertex_, gradient_, vertex_gradient_, half_, cost_;
  TransportProblem problem_;
};

}  // namespace netseam::transport
