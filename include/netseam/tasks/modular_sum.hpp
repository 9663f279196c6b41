#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>

namespace netseam::tasks {

/// Sums of digits: `groups` sums modulo `modulus` of `terms` digits each, and the sum of these sums modulo
/// `outer_modulus`. One group with outer_modulus = modulus is plain a + b mod p; another outer modulus keeps
/// the sum of sums from being one flat sum, so that the groups are sub-functions.
struct ModularSum {
  std::size_t modulus = 7, terms = 2, groups = 1, outer_modulus = 7;
};

/// All modulus^(terms groups) rows in lexicographic order, the first digit the most significant. Inputs:
/// every digit one-hot (modulus columns each, digit after digit, group after group); targets: the result
/// one-hot (outer_modulus columns); cross-entropy. Named like "modular sum 7 (2 terms, 1 groups) mod 7".
/// O(rows columns). Throws InternalError for a modulus below 2, no terms or groups, or more than 2^24 rows.
[[nodiscard]] Task modular_sum(const ModularSum& sum);

}  // namespace netseam::tasks
