#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::assignment {

/// 0, 1, ..., points-1: every row is matched with itself.
[[nodiscard]] std::vector<std::int32_t> identity_permutation(std::size_t points);

/// Whether the entries are 0 .. n-1, each once.
[[nodiscard]] bool is_permutation(std::span<const std::int32_t> permutation);

}  // namespace netseam::assignment
