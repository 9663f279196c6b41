#pragma once
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::transport {

/// Entries of every quantile table. One number for all n, because tables over different partitions of [0,1]
/// could not be compared by Jensen's inequality.
inline constexpr std::size_t quantile_blocks = 4096;

/// The scalars of a metric space, at the head of its block.
struct MetricSpaceHead {
  std::uint64_t points, samples, low_rank, sorted_rows;
  double mean, mean_square, scale, spectrum_error;
  float residual_value;
  std::int32_t negative_type;
};

/// Rank of the stored low-rank form: A has rank n - 1 at most.
[[nodiscard]] std::size_t stored_rank(std::size_t points, const MetricSpaceOptions& options);

/// The block of a metric space, for writing: the same sections as MetricSpace.
struct MetricSpaceBlock {
  MetricSpaceHead* head = nullptr;
  std::span<std::int32_t> sample;
  std::span<double> row_mean, sorted_row_mean, spectrum, quantile;
  core::MatrixView<float> distance, sorted, basis;
  std::span<float> basis_value;
  std::size_t bytes = 0;
};

/// Places the sections at `base` (64-byte aligned), each at a multiple of 64 bytes; `bytes` is their length.
/// A null base gives `bytes` only.
[[nodiscard]] MetricSpaceBlock lay_out_block(std::size_t points, const MetricSpaceOptions& options,
                                             std::byte* base);

}  // namespace netseam::transport
