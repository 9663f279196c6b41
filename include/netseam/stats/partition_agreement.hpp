#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <span>

namespace netseam::stats {

/// Adjusted Rand index of two partitions of the same n items, given as one label for each item (labels are
/// names only, any numbers): 1 = the same partition, 0 = what chance gives for groups of these sizes,
/// negative = less than chance. 1 where both are one group or both are all single items (n <= 1 included),
/// for which the formula is 0/0. Source: Hubert and Arabie 1985, doi:10.1007/BF01908075. O(n log n). Throws
/// InternalError when the lengths differ.
[[nodiscard]] double adjusted_rand_index(std::span<const std::size_t> first,
                                         std::span<const std::size_t> second);

/// The same from how many items are in group i of the first and group j of the second partition (groups may
/// be empty). O(rows columns).
[[nodiscard]] double adjusted_rand_index(core::MatrixView<const std::size_t> common);

/// Normalised mutual information of two partitions of the same n items: I / ((H(first) + H(second)) / 2), the
/// normalisation by the arithmetic mean, as scikit-learn does by default. 1 = the same partition, 0 =
/// independent ones; not corrected for chance: it grows with the number of groups. 1 where both are one group
/// (n = 0 included), 0 where one of them is. Source: Vinh, Epps and Bailey 2010, JMLR 11,
/// table 2. O(n log n). Throws InternalError when the lengths differ.
[[nodiscard]] double normalised_mutual_information(std::span<const std::size_t> first,
                                                   std::span<const std::size_t> second);

/// Variation of information of two partitions of the same n items, H(first | second) + H(second | first), in
/// nats: a metric, 0 = the same partition, at most log n. Source: Meila 2007, doi:10.1016/j.jmva.2006.11.013.
/// O(n log n). Throws InternalError when the lengths differ.
[[nodiscard]] double variation_of_information(std::span<const std::size_t> first,
                                              std::span<const std::size_t> second);

}  // namespace netseam::stats
