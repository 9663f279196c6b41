#pragma once
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <span>

namespace netseam::input {

/// How one stored row of a tensor becomes the points of one sample.
struct LayerRule {
  enum class Kind {
    as_stored,  // the row is the point
    token,      // one token of (tokens, width)
    mean,       // mean over the middle axis of (outer, middle, inner) to (outer, inner)
    pixels,     // some positions of (channels, pixels) or (pixels, channels), a point each
    distances   // the chosen columns
  };
  Kind kind = Kind::as_stored;
  std::size_t width = 0;  // columns of a point (distances: of the stored matrix)
  std::size_t points_per_sample = 1;
  std::size_t token = 0;  // which token
  std::size_t outer = 1, middle = 1, inner = 1;
  std::size_t pixels = 1;  // pixels: positions in the stored row
  bool channels_last = false;

  /// Position in the stored image, row-major, of the point-th pixel of a sample.
  [[nodiscard]] std::size_t pixel(std::size_t point) const noexcept;
};

/// The rule for a tensor without empty axes; throws core::InputError if the options do not fit its shape.
LayerRule rule_of(const TensorInfo& tensor, const ReadOptions& options);

/// Turns one stored row into out = points_per_sample x width numbers; `rows` are the chosen samples (for
/// distances).
void apply_rule(const LayerRule& rule, std::span<const std::size_t> rows, std::span<const float> stored,
                std::span<float> out);

/// Rows of a tensor that are held while a rule is applied: about block_bytes, all `wanted` in Fortran order.
std::size_t rows_at_once(const TensorInfo& tensor, std::size_t wanted);

}  // namespace netseam::input
