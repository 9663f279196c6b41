#pragma once
#include "gradient.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Exchanges of the matches of two points that lower the loss. Such exchanges exist at Frank-Wolfe fixpoints
/// because the objective is concave only along the whole exchange: with w[i,j] = M[i,p_j] - M[i,p_i],
/// exchanging i and j lowers n^2 loss by 4 (2 C1[i,j] C2[p_i,p_j] - w[i,j] - w[j,i]).
///
/// Column constants (the duals of the assignment) cancel in that sum and make w small only where i and j are
/// near. The smaller of w[i,j], w[j,i] must be below C1[i,j] C2[p_i,p_j], which the reach of i bounds: one
/// pass over M finds the few pairs worth a look.
class ExchangeSearch {
 public:
  explicit ExchangeSearch(std::size_t points);

  /// Collects the exchanges that lower the loss by more than rounding as M has it, then applies the best of
  /// them that share no point, at most 256, each with its gain after those before it. Returns how many; 0 =
  /// none was found.
  std::size_t exchange_by_gradient(const MetricSpace& first, const MetricSpace& second,
                                   const Gradient& gradient, std::span<const float> column_dual,
                                   std::span<std::int32_t> permutation);

  /// For an M that is an approximation: collects with some slack, then tests each exchange by its exact gain
  /// in O(n).
  std::size_t exchange_by_distances(const MetricSpace& first, const MetricSpace& second,
                                    const Gradient& gradient, std::span<const float> column_dual,
                                    std::span<std::int32_t> permutation);

  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points);

 private:
  /// Points to exchange, and a quarter of what n^2 loss falls by.
  struct Exchange {
    float gain;
    std::int32_t i, j;
  };

  void collect(const MetricSpace& first, const MetricSpace& second, const Gradient& gradient,
               std::span<const float> column_dual, std::span<const std::int32_t> permutation,
               float slack_share);
  void keep_best(std::size_t count);

  float scale_ = 0;  // largest |M[i,p_i]|
  std::vector<Exchange> found_;
  core::AlignedBuffer<std::int32_t> row_of_column_;
  std::vector<std::int32_t> column_;
  std::vector<float> own_;  // M[i,p_i] less the dual of p_i
  core::AlignedBuffer<float> dual_;
  std::vector<std::uint8_t> used_;
};

}  // namespace netseam::transport
