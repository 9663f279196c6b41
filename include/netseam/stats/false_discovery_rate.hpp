#pragma once
#include <span>
#include <vector>

namespace netseam::stats {

/// Benjamini-Hochberg adjusted p-values ("q-values"), in the order of `p_values`: for the i-th smallest of m,
/// the least over j >= i of m p_(j) / j, at most 1. Rejecting where it is <= q keeps the expected share of
/// false discoveries <= q for independent or positively dependent tests (Benjamini and Hochberg 1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x). NaN is no evidence: it counts as p = 1. O(m log m).
/// Throws InternalError for a value outside [0, 1].
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace netseam::stats
