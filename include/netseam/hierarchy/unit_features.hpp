#pragma once
#include "netseam/hierarchy/condensed_network.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::hierarchy {

/// Which units a unit is described by: those it reaches, those that reach it, or both.
enum class Direction { outgoing, incoming, both };

struct FeatureOptions {
  Direction direction = Direction::outgoing;
  std::size_t depth = 0;  // longest path, in edges; 0: any
  bool weighted = false;  // sums over paths of products of |weight| in place of 0 and 1
};

/// What tells the n units of one layer apart.
struct UnitFeatures {
  std::size_t units = 0;           // n
  std::size_t possible = 0;        // N: units that a path of allowed length may reach or come from
  std::size_t words = 0;           // of a row of bits
  std::vector<std::uint64_t> bit;  // n x words, row-major: 1 where there is such a path; unused bits are 0
  std::size_t columns = 0;
  std::vector<double> value;  // n x columns, row-major; empty unless weighted

  [[nodiscard]] std::span<const std::uint64_t> row(std::size_t unit) const {
    return std::span(bit).subspan(unit * words, words);
  }
  [[nodiscard]] std::span<const double> values(std::size_t unit) const {
    return std::span(value).subspan(unit * columns, columns);
  }
};

/// Features of every layer, L + 1 of them. A layer has none (`possible` is 0) where nothing lies in the
/// direction: the outputs for `outgoing`, the inputs for `incoming`. Bits: O(edges x N / 64) time; memory n N
/// / 8 bytes a layer, 8 n N more if weighted. Source: arXiv:2305.18402, released code: powers of the
/// adjacency matrix, thresholded.
[[nodiscard]] std::vector<UnitFeatures> unit_features(const CondensedNetwork& network,
                                                      const FeatureOptions& options);

/// Ones that two rows of bits have in common.
[[nodiscard]] std::size_t common_bits(std::span<const std::uint64_t> first,
                                      std::span<const std::uint64_t> second);

/// Ones of a row of bits.
[[nodiscard]] std::size_t bit_count(std::span<const std::uint64_t> row);

}  // namespace netseam::hierarchy
