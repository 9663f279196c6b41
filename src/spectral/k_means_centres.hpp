#pragma once
#include "k_means_kernels.hpp"
#include "k_means_points.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::spectral {

/// The centres of one run: exact sums of their points, means of those, and the means as the kernels read
/// them.
class KMeansCentres {
 public:
  KMeansCentres(const KMeansPoints& points, const std::vector<std::size_t>& start);

  /// Point i changes from one cluster (none: negative) to another.
  void move_point(std::size_t i, std::int32_t from, std::int32_t to);
  /// Centres to the means of their points; each must have some. Returns the sum of their square moves.
  double move_to_means();
  /// Points of each cluster.
  [[nodiscard]] const std::vector<std::size_t>& counts() const noexcept { return count_; }
  /// Square distance of a point and a centre.
  [[nodiscard]] double square_distance(std::size_t point, std::size_t centre) const;
  /// Sum over points of the square distance to the mean of their cluster.
  [[nodiscard]] double inertia() const;

  [[nodiscard]] CentreColumns columns() const noexcept;
  /// Moves since the last but one call of move_to_means, rounded upwards, and distances between centres,
  /// rounded downwards.
  [[nodiscard]] CentreMoves moves() const noexcept {
    return {own_move_.data(), other_move_.data(), separation_.data()};
  }
  /// Largest distance of a centre to the mean of all points, not less.
  [[nodiscard]] float reach() const noexcept { return reach_; }

 private:
  void place(std::size_t centre, const double* position);
  void measure_moves(const std::vector<double>& before);
  void measure_separations();

  const KMeansPoints& points_;
  std::size_t centres_, stride_, row_;
  std::vector<double> sum_, position_;  // centres x row
  std::vector<double> rounded_;         // centres x row: the positions in float32
  std::vector<std::size_t> count_;
  core::AlignedBuffer<float> minus_twice_, square_norm_, own_move_, other_move_, separation_;
  float reach_ = 0;
};

}  // namespace netseam::spectral
