#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::similarity {

/// `rank`: of every value the number of distinct values below it, 0 of the lowest. Sorted values that are
/// no more than `tie` apart count as equal. Returns how many pairs of places have different ranks. O(P log
/// P).
[[nodiscard]] std::uint64_t dense_ranks(std::span<const double> values, double tie,
                                        std::span<std::uint64_t> rank);

/// Replaces values by their ranks from 1; equal ones, as above, have the mean of their ranks. O(P log P).
void replace_by_mean_ranks(std::span<double> values, double tie);

/// Kendall's tau-b of two rankings of P places (dense ranks): (concordant - discordant) / sqrt(pairs that are
/// not tied in the first x pairs that are not tied in the second), which are given and above 0. Pairs that
/// are tied in either count neither as concordant nor as discordant. Source: Kendall 1945,
/// doi:10.1093/biomet/33.3.239; by merge sort as Knight 1966, doi:10.1080/01621459.1966.10480879.
/// O(P log P), 24 P bytes.
[[nodiscard]] double kendall_tau_b(std::span<const std::uint64_t> first,
                                   std::span<const std::uint64_t> second, std::uint64_t untied_in_first,
                                   std::uint64_t untied_in_second);

}  // namespace netseam::similarity
