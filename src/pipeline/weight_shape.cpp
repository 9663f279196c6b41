#include "weight_shape.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace netseam::pipeline {
namespace {

void check(const input::TensorInfo& tensor) {
  input::check_readable(tensor);
  const auto fail = [&tensor](const char* expected) {
    throw core::InputError(
        {tensor.file, fmt::format("tensor \"{}\"", tensor.name), input::describe(tensor), expected});
  };
  if (tensor.shape.size() < 2 || tensor.shape.size() > 5)
    fail("2 axes (a dense layer) or 3 to 5 (a convolution)");
  if (std::find(tensor.shape.begin(), tensor.shape.end(), 0U) != tensor.shape.end())
    fail("no axis of length 0");
}

}  // namespace

WeightShape weight_shape(const input::TensorInfo& tensor, KernelLayout layout, bool transposed) {
  check(tensor);
  const std::span<const std::size_t> axes = tensor.shape;
  WeightShape shape;
  shape.kernel = axes.size() > 2;
  const bool kernel_first = shape.kernel && layout == KernelLayout::output_last;
  const auto ends = kernel_first ? axes.last(2) : axes.first(2);
  const auto kernel = kernel_first ? axes.first(axes.size() - 2) : axes.subspan(2);
  if (!kernel.empty()) shape.width = kernel.back();
  for (std::size_t axis = 0; axis + 1 < kernel.size(); ++axis) shape.height *= kernel[axis];
  // a kernel that comes first stands before inputs, then outputs
  const bool inputs_first = kernel_first != transposed;
  shape.outputs = ends[inputs_first ? 1 : 0];
  shape.inputs = ends[inputs_first ? 0 : 1];
  const std::size_t behind = kernel_first ? 1 : shape.places();
  shape.output_step = inputs_first ? behind : behind * shape.inputs;
  shape.input_step = inputs_first ? behind * shape.outputs : behind;
  shape.place_step = kernel_first ? shape.outputs * shape.inputs : 1;
  return shape;
}

}  // namespace netseam::pipeline
