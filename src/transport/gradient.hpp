#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// The linear sub-problem of two layers at a permutation: the matrix M = -(A1 P A2 + n r1 r2'), a quarter of
/// the gradient of n^2 loss up to constant rows and columns.
class Gradient {
 public:
  virtual ~Gradient() = default;
  /// Takes up a pair and forms M at `permutation`.
  virtual void begin(const MetricSpace& first, const MetricSpace& second,
                     std::span<const std::int32_t> permutation) = 0;
  /// Brings M to another permutation of the same pair.
  virtual void move_to(std::span<const std::int32_t> permutation) = 0;
  /// n x n with padded rows; valid until the next call.
  [[nodiscard]] virtual core::MatrixView<const float> matrix() const = 0;
  /// Largest distance of each point to another, of the first and the second layer (n each); valid as
  /// `matrix`.
  [[nodiscard]] virtual std::span<const float> first_reach() const = 0;
  [[nodiscard]] virtual std::span<const float> second_reach() const = 0;
};

/// M by dense products: one of 2 n^3 flop to begin with, then 2 n^2 k where k points moved.
class ExactGradient final : public Gradient {
 public:
  ExactGradient(const linalg::DenseBackend& backend, std::size_t points);
  void begin(const MetricSpace& first, const MetricSpace& second,
             std::span<const std::int32_t> permutation) override;
  void move_to(std::span<const std::int32_t> permutation) override;
  [[nodiscard]] core::MatrixView<const float> matrix() const override { return view(gradient_); }
  [[nodiscard]] std::span<const float> first_reach() const override { return {first_reach_.data(), points_}; }
  [[nodiscard]] std::span<const float> second_reach() const override {
    return {second_reach_.data(), points_};
  }
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points);

 private:
  /// Whether the left factor in `first_factor_` is that of this layer.
  [[nodiscard]] bool holds(const MetricSpace& first) const;
  void take_first(const MetricSpace& first);
  void multiply_all();
  void add_moves();
  void flush_moves(std::size_t count);
  /// Lists in moves_ what moved from matched_ to `permutation`.
  void list_moves(std::span<const std::int32_t> permutation);
  [[nodiscard]] core::MatrixView<float> view(core::AlignedBuffer<float>& buffer) const {
    return {buffer.data(), points_, points_, stride_};
  }
  [[nodiscard]] core::MatrixView<const float> view(const core::AlignedBuffer<float>& buffer) const {
    return {buffer.data(), points_, points_, stride_};
  }

  /// Row `point` of A1 less row `reference` of it, times row `to` of A2 less row `from` of it, is taken from
  /// M.
  struct Move {
    std::size_t point, reference, to, from;
  };

  const linalg::DenseBackend* backend_;
  std::size_t capacity_, points_ = 0, stride_ = 0;
  MetricSpace first_, second_;
  double held_mean_ = 0, held_mean_square_ = 0;
  std::vector<double> held_row_mean_;
  std::vector<std::int32_t> matched_;
  std::vector<Move> moves_;
  std::vector<std::uint8_t> seen_;
  core::AlignedBuffer<float> first_factor_;   // [A1, n r1], (n) x (n + 1)
  core::AlignedBuffer<float> second_factor_;  // [P A2; r2'], (n + 1) x n; or both factors of what moved
  core::AlignedBuffer<float> gradient_;       // M, n x n
  core::AlignedBuffer<float> row_mean_;       // of the layer that is being centred, padded
  core::AlignedBuffer<float> first_reach_, second_reach_;
};

}  // namespace netseam::transport
