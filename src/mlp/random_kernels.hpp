#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::mlp {

/// Random numbers of one purpose in one epoch: the Philox generator of core::RandomStream with this key, its
/// counter (sample, group of four, epoch, place). They depend on nothing else, least of all on the batches.
struct RandomPlace {
  std::uint64_t key;
  std::uint32_t epoch, place;
};

/// 32 random bits for each entry: word i % 4 of the block with counter (i / 4, 0, epoch, place).
void random_words(const RandomPlace& place, std::span<std::uint32_t> out);

/// A block of values, units x columns (product_kernels.hpp), and the number of the sample of every column.
struct SampleBlock {
  const std::uint32_t* sample;
  std::size_t units, columns;
  float* values;
};

/// Adds normal noise: units 4g .. 4g + 3 of a sample take the four normals that Box and Muller make of its
/// block (sample, g, epoch, place). At most 5.77 deviations, as they come from 24 bits.
void add_normal_noise(const RandomPlace& place, float deviation, const SampleBlock& block);

/// Sets a share of the values to 0, independently, and divides the others by 1 - share.
void drop_values(const RandomPlace& place, double share, const SampleBlock& block);

}  // namespace netseam::mlp
