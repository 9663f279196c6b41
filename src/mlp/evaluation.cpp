#include "evaluation.hpp"

#include "flush_subnormals.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

namespace netseam::mlp {

double loss_terms(Loss loss, std::size_t samples, std::size_t outputs) {
  return static_cast<double>(loss == Loss::cross_entropy ? samples : samples * outputs);
}

void check_examples(const Shape& shape, const Examples& examples) {
  if (examples.inputs.columns() != shape.inputs() || examples.targets.columns() != shape.outputs())
    throw core::InternalError("inputs or targets are not as wide as the network");
  if (examples.inputs.rows() != examples.targets.rows())
    throw core::InternalError("there are not as many targets as inputs");
  if (examples.count() == 0) throw core::InternalError("there are no examples");
  if (examples.count() > std::numeric_limits<std::uint32_t>::max())
    throw core::InternalError("there are 2^32 examples or more");
}

Evaluation::Evaluation(const Shape& shape, const Examples& examples, Loss loss,
                       const linalg::DenseBackend* backend)
    : examples_(examples),
      loss_(loss),
      terms_(loss_terms(loss, examples.count(), shape.outputs())),
      row_(examples.count()),
      pass_(shape, std::min(rows_at_once, examples.count()), backend) {
  std::iota(row_.begin(), row_.end(), 0U);
}

Score Evaluation::score(const float* parameter) {
  const FlushSubnormals flush;
  Score score;
  std::size_t right = 0, rows_right = 0;
  for (std::size_t first = 0; first < row_.size(); first += rows_at_once) {
    const std::size_t rows = std::min(rows_at_once, row_.size() - first);
    if (!loaded_) pass_.load(examples_, std::span(row_).subspan(first, rows));
    pass_.forward(parameter);
    score.loss += pass_.loss_gradient(loss_, 1);
    const RightCounts found = count_right(loss_, pass_.outputs());
    right += found.counted;
    rows_right += found.samples;
  }
  loaded_ = row_.size() <= rows_at_once;
  score.loss /= terms_;
  score.accuracy = static_cast<double>(right) / terms_;
  score.rows_right = static_cast<double>(rows_right) / static_cast<double>(row_.size());
  return score;
}

}  // namespace netseam::mlp
