#pragma once
// Which arrays hold labels, not numbers.
#include "netseam/input/tensor_source.hpp"

namespace netseam::pipeline {

/// Whether an array is a list of whole numbers.
[[nodiscard]] inline bool are_labels(const input::TensorInfo& tensor) {
  using input::ElementType;
  switch (tensor.type) {
    case ElementType::i8:
    case ElementType::i16:
    case ElementType::i32:
    case ElementType::i64:
    case ElementType::u8:
    case ElementType::u16:
    case ElementType::u32:
    case ElementType::u64:
      return tensor.shape.size() == 1;
    default:
      return false;
  }
}

}  // namespace netseam::pipeline
