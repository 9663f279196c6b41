#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace netseam::core {

/// What random numbers are for. One seed and one unit give independent streams for different purposes.
enum class Purpose : std::uint32_t {
  sample_choice = 1,
  bootstrap = 2,
  restart = 3,
  low_rank = 4,
  test = 5,
  projection = 6,
  k_means = 7,
  gap_reference = 8,
  half_sample = 9,
  null_model = 10,
  readout_folds = 11,
  synthetic_sample = 12,
  image_pair = 13,
  random_score = 14,
  row_split = 15,
  eigen_start = 20,
  shuffled_weights = 21,
  initial_weights = 22,
  batch_order = 23,
  input_noise = 24,
  dropout = 25,
  unit_order = 30
};

/// One block of the Philox 4x32-10 counter-based generator.
/// Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011, doi:10.1145/2063384.2063405.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Counter-based stream of random numbers, a pure function of (seed, unit, purpose): never of the rank, so
/// results do not depend on how work was shared. `unit` is an id of the caller's, such as the number of a
/// layer pair.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t unit, Purpose purpose);

  /// 64 random bits.
  std::uint64_t bits();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();
  /// Standard normal, by Box and Muller.
  double normal();
  /// Uniform in 0 .. bound-1 without bias (Lemire's rejection); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Fisher-Yates shuffle in place.
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace netseam::core
