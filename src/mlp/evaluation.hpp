#pragma once
#include "batch_pass.hpp"

#include "netseam/mlp/loss.hpp"

#include <cstdint>
#include <vector>

namespace netseam::mlp {

/// Samples that are evaluated at once: their activations should stay in a cache.
inline constexpr std::size_t rows_at_once = 256;

/// What a sum of losses is divided by: the number of its samples (cross_entropy) or entries.
[[nodiscard]] double loss_terms(Loss loss, std::size_t samples, std::size_t outputs);

/// Throws InternalError unless widths fit, inputs and targets have as many rows, and there are 1 to 2^32 - 1
/// of them.
void check_examples(const Shape& shape, const Examples& examples);

/// Scores networks of one shape on the same examples; takes memory once.
class Evaluation {
 public:
  Evaluation(const Shape& shape, const Examples& examples, Loss loss, const linalg::DenseBackend* backend);
  [[nodiscard]] Score score(const float* parameter);

 private:
  Examples examples_;
  Loss loss_;
  double terms_;
  std::vector<std::uint32_t> row_;
  BatchPass pass_;
  bool loaded_ = false;  // all examples, as they are one block
};

}  // namespace netseam::mlp
