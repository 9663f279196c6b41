#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::hierarchy {

/// Two binary vectors of N entries with k_i and k_j ones, k_ij of them in common. By chance they would have e
/// = k_i k_j / N in common, with deviation sqrt(N x (1 - x)), x = k_i k_j / N^2.
struct Overlap {
  std::size_t first = 0, second = 0, common = 0, possible = 0;  // k_i, k_j, k_ij, N
};

/// The overlap of two rows of bits of which `possible` may be 1.
[[nodiscard]] Overlap overlap_of(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second,
                                 std::size_t possible);

/// Whether the two have less in common than chance gives: nothing, or at most e without one containing the
/// other. Compared in integers. Source: arXiv:2305.18402, released code, clusterability of units ("all
/// separate").
[[nodiscard]] bool apart(const Overlap& overlap);

/// Whether the two have more in common than chance gives: at least 1 and e, or one contains the other.
/// Source: the same ("all one").
[[nodiscard]] bool together(const Overlap& overlap);

/// (k_ij - e) / deviation, or k_ij - e where the deviation is 0.
[[nodiscard]] double overlap_score(const Overlap& overlap);

}  // namespace netseam::hierarchy
