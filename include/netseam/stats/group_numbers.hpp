#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace netseam::stats {

/// The same groups, numbered from 0 in the order in which they first appear. O(L log L).
[[nodiscard]] std::vector<std::size_t> numbered_by_appearance(std::span<const std::size_t> label);

/// One more than the largest label: the number of groups of labels that are numbered from 0. O(L).
[[nodiscard]] std::size_t group_count(std::span<const std::size_t> label);

}  // namespace netseam::stats
