#pragma once
#include "netseam/input/tensor_source.hpp"

#include <span>

namespace netseam::input {

/// Throws core::InputError for a name that is empty, has a control character (it would reach terminals and
/// result files) or stands twice.
void check_names(std::span<const TensorInfo> tensors);

}  // namespace netseam::input
