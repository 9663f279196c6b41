#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::readout {

/// Which of `folds` folds each sample is held out in: sizes differ by one at most, the assignment is random
/// and a function of the arguments alone. O(samples). Throws InternalError without folds.
[[nodiscard]] std::vector<std::size_t> draw_folds(std::size_t samples, std::size_t folds, std::uint64_t seed);

}  // namespace netseam::readout
