#pragma once
#include "netseam/input/tensor_source.hpp"
#include "netseam/pipeline/neurons_config.hpp"

#include <cstddef>

namespace netseam::pipeline {

/// How the numbers of a tensor lie that joins layers: one kernel of height x width for each output and input
/// (1 x 1 in a dense layer). Number (o, i, p) of the kernel's place p = row * width + column is at
/// o * output_step + i * input_step + p * place_step in the file, in C order.
struct WeightShape {
  std::size_t outputs = 0, inputs = 0;
  std::size_t height = 1, width = 1;
  std::size_t output_step = 0, input_step = 0, place_step = 1;
  bool kernel = false;  // a convolution: more than two axes

  [[nodiscard]] std::size_t places() const noexcept { return height * width; }
  /// Whether the first axis of the file counts outputs, and inputs and places follow in this order.
  [[nodiscard]] bool outputs_first() const noexcept {
    return output_step == inputs * places() && input_step == places() && place_step == 1;
  }
};

/// The shape of a tensor of two axes (outputs, inputs) or three to five (outputs, inputs, axes of the kernel,
/// or the other way round by `layout`); `transposed`: inputs before outputs. A kernel of one axis has height
/// 1, of three the first two together are its height. Throws InputError for another number of axes, an axis
/// of length 0 or a type that cannot be read.
[[nodiscard]] WeightShape weight_shape(const input::TensorInfo& tensor, KernelLayout layout, bool transposed);

}  // namespace netseam::pipeline
