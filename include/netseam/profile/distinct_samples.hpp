#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstdint>
#include <vector>

namespace netseam::profile {

/// For each row 1 if no earlier row is equal to it in every column, else 0. O(n width log n).
[[nodiscard]] std::vector<std::uint8_t> distinct_samples(core::MatrixView<const float> activations);

/// Share of the samples that are equal to an earlier one, in [0, 1).
[[nodiscard]] double duplicate_share(core::MatrixView<const float> activations);

}  // namespace netseam::profile
