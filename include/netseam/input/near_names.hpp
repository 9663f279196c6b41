#pragma once
#include "netseam/input/tensor_source.hpp"

#include <span>
#include <string>
#include <string_view>

namespace netseam::input {

/// "one of: a, b, c" for an error message: the names nearest to `wanted`, at most five, and how many there
/// are in all.
std::string near_names(std::string_view wanted, std::span<const TensorInfo> tensors);

}  // namespace netseam::input
