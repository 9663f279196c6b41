#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>
#include <cstdint>

namespace netseam::tasks {

/// `training_rows` rows of a task, chosen at random without replacement, and the others; both in the order of
/// the task. O(rows columns). Throws InternalError for more rows than there are.
[[nodiscard]] SplitTask random_split(const Task& task, std::size_t training_rows, std::uint64_t seed);

}  // namespace netseam::tasks
