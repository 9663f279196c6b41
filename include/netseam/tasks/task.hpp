#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netseam::tasks {

/// What a network that learns the task should minimise; mlp/loss.hpp has losses of these names.
enum class FittingLoss { binary_cross_entropy, cross_entropy, squared_error };

/// A data set to learn: rows of inputs and what they should give.
struct Task {
  std::string name;
  std::size_t rows = 0, inputs = 0, outputs = 0;
  std::vector<float> input, target;  // rows x inputs and rows x outputs, row-major
  FittingLoss loss = FittingLoss::binary_cross_entropy;

  [[nodiscard]] core::MatrixView<const float> input_view() const { return {input.data(), rows, inputs}; }
  [[nodiscard]] core::MatrixView<const float> target_view() const { return {target.data(), rows, outputs}; }
};

/// A data set with rows that are held back.
struct SplitTask {
  Task training, test;
};

/// An empty task with all values 0: `rows` x `inputs` and `rows` x `outputs`.
[[nodiscard]] Task blank_task(std::string name, std::size_t rows, std::size_t inputs, std::size_t outputs,
                              FittingLoss loss);

/// Two rows, first < second, with equal inputs and different targets, if there are any: then no network can
/// learn the table. Of all such pairs the one whose second row is the earliest, with the first row of those
/// inputs. -0 equals 0. O(rows log rows) comparisons of rows. Throws InternalError where the sizes do not fit
/// the values, or for NaN.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> contradictory_rows(const Task& task);

/// The accuracy, as mlp::Score counts it, of the best answer that is the same for all rows: of each output
/// its most common value (binary_cross_entropy: at threshold 1/2), the most common class (cross_entropy: the
/// first of the largest targets of a row), or of each output the interval of width 1 with the most values
/// (squared_error). What a network must beat. O(rows outputs), times log rows for squared_error.
[[nodiscard]] double constant_accuracy(const Task& task);

}  // namespace netseam::tasks
