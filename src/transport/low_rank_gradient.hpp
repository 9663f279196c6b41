#pragma once
#include "gradient.hpp"

namespace netseam::transport {

/// An approximation of M from A ~ U diag(l) U' + s (I - J/n) of both layers, in 2 n^2 r + 4 n r^2 flop and a
/// gather of n^2 distances at every move: A1 P A2 ~ U1 L1 (U1' P U2) L2 U2' + s1 P A2 + s2 A1 P - s1 s2 P,
/// where the second and third term are exact.
class LowRankGradient final : public Gradient {
 public:
  LowRankGradient(const linalg::DenseBackend& backend, std::size_t points);
  /// Throws InternalError unless both layers have a basis. Memory for the bases grows to the largest rank
  /// seen.
  void begin(const MetricSpace& first, const MetricSpace& second,
             std::span<const std::int32_t> permutation) override;
  void move_to(std::span<const std::int32_t> permutation) override;
  [[nodiscard]] core::MatrixView<const float> matrix() const override {
    return {gradient_.data(), points_, points_, stride_};
  }
  [[nodiscard]] std::span<const float> first_reach() const override { return {first_reach_.data(), points_}; }
  [[nodiscard]] std::span<const float> second_reach() const override {
    return {second_reach_.data(), points_};
  }
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points, std::size_t rank);

 private:
  void fill_residual_terms(std::span<const std::int32_t> permutation);
  void add_low_rank_term(std::span<const std::int32_t> permutation);

  const linalg::DenseBackend* backend_;
  std::size_t capacity_, points_ = 0, stride_ = 0;
  MetricSpace first_, second_;
  core::AlignedBuffer<float> gradient_;               // M, n x n
  core::AlignedBuffer<float> factor_;                 // P U2, then U1 L1 (U1' P U2) L2, n x r
  core::AlignedBuffer<float> core_;                   // L1 (U1' P U2) L2, r x r
  core::AlignedBuffer<float> row_mean_;               // of the second layer, padded
  core::AlignedBuffer<std::int32_t> point_of_match_;  // inverse permutation, padded with zeros
  core::AlignedBuffer<float> first_reach_, second_reach_;
};

}  // namespace netseam::transport
