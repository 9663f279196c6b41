#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace netseam::transport {

enum class GroundDistance { euclidean, squared_euclidean, cosine, correlation, precomputed };
/// What a distance matrix is divided by: root mean square, largest, mean or median of all n^2 entries, or 1.
enum class Normalisation { rms, maximum, mean, median, none };

struct MetricSpaceOptions {
  GroundDistance ground = GroundDistance::euclidean;
  Normalisation normalisation = Normalisation::rms;
  std::size_t low_rank = 0;  // rank of the low-rank form (gradient = lowrank); 0 = none
  bool sorted_rows = false;  // keep each row sorted too (third lower bound on request)
  std::uint64_t seed = 1;    // of the random start of the subspace iteration
};

/// A layer as a metric measure space: view of one block of memory made by build_metric_space. n = points.
/// Distances C are symmetric, zero on the diagonal, float32, divided by `scale`; weights are uniform.
struct MetricSpace {
  core::MatrixView<const float>
      distance;                          // n x n, rows padded to padded<float>(n) with zeros, 64-byte aligned
  std::span<const std::int32_t> sample;  // n; which sample a point is of, 0 .. samples-1
  std::size_t samples = 0;               // samples that the points are of; the same for all layers of a run
  std::span<const double> row_mean;      // n; mean of row i of C minus `mean`
  std::span<const double> sorted_row_mean;  // n; row_mean, ascending
  double mean = 0;                          // mean of all entries of C
  double mean_square = 0;                   // mean of all squared entries of C
  double scale = 0;                         // what the raw distances were divided by
  bool negative_type = true;  // C is conditionally negative definite up to rounding: the objective is concave
  std::span<const double> spectrum;  // n; ascending eigenvalues of A = C - row_mean 1' - 1 row_mean' - mean
  double spectrum_error = 0;  // bound on the 2-norm distance of `spectrum` to the exact sorted eigenvalues
  std::span<const double> quantile;  // 4096; means of consecutive blocks of equal mass of all sorted entries
  core::MatrixView<const float> sorted;  // n x n as `distance`, each row ascending; empty unless asked for
  core::MatrixView<const float>
      basis;                           // n x r, A ~ basis diag(basis_value) basis' + residual_value (I - J/n)
  std::span<const float> basis_value;  // r
  float residual_value = 0;
  [[nodiscard]] std::size_t points() const noexcept { return distance.rows(); }
};

/// Bytes of the block of a layer of `points` points, a multiple of 64.
[[nodiscard]] std::size_t metric_space_bytes(std::size_t points, const MetricSpaceOptions& options);
/// Bytes of scratch memory that build_metric_space needs beside the block and the activations.
[[nodiscard]] std::size_t metric_space_scratch_bytes(std::size_t points, std::size_t width,
                                                     const MetricSpaceOptions& options);

/// Fills `block` (64-byte aligned, metric_space_bytes long). Gram matrix and distances in float64, stored as
/// float32; distances that cancel are formed again from differences. The median counts all n^2 entries, so
/// the n zeros of the diagonal too. Errors: InputError that names file and layer: fewer than 2 points, NaN or
/// infinity (row and column named; sample and feature), all distances zero (constant layer), zero row under
/// cosine, constant row under correlation; precomputed: not square, not symmetric, negative, or non-zero
/// diagonal. Cost: n^2 d flop (Gram), 4/3 n^3 (spectrum), n^2 log n (sort).
void build_metric_space(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                        const MetricSpaceOptions& options, std::span<std::byte> block);

/// The view of a block that build_metric_space filled, with the same `points` and `options`.
[[nodiscard]] MetricSpace view_metric_space(std::size_t points, const MetricSpaceOptions& options,
                                            std::span<const std::byte> block);

}  // namespace netseam::transport
