#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>

namespace netseam::report {

/// Which matrices a page holds for its scripts: those of the last checkpoint, and of every so many before it.
struct KeptValues {
  std::size_t first_every = 1, others_every = 1;  // checkpoints, counted back from the last
  [[nodiscard]] bool keeps(std::size_t checkpoint, std::size_t measure,
                           std::size_t checkpoints) const noexcept {
    return (checkpoints - 1 - checkpoint) % (measure == 0 ? first_every : others_every) == 0;
  }
};

/// As many as fit into `most_bytes` of packed text: first the main measure in all checkpoints, or in every
/// second, third, ... one; then the other measures in the same way. The last checkpoint is always whole.
[[nodiscard]] KeptValues kept_values(const PageModel& model, std::size_t most_bytes);

}  // namespace netseam::report
