#pragma once
// Names of tensors and layers that a study writes once for many.
#include "netseam/input/tensor_source.hpp"

#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Writes out names that go together, first of all a tensor's: "h.{i}.up.weight", "mlp{i}", "out{i+1}".
/// @param patterns the first one names a tensor. Each may hold
///   - ranges {0..8}, which count in step: all ranges of an item have the same length;
///   - {i}, {i+1}, {i-1}, ...: for every number i, ascending, for which a tensor with two or more axes is
///     named by the first pattern, which must hold one too;
///   - a leading `*`, which stands for nothing or for what ends in '.' or '/', the same in all names of the
///     item; the first pattern must have one too.
/// @param tensors all tensors of the file
/// @param place   "neurons.chain: \"...\"", for messages
/// @return repetitions in order, in each one name for every pattern; a name without any of these as it is
/// Throws ConfigError for patterns that do not go together, for other globs and for a `*` that may be two
/// things; InputError, with the nearest names, if {i} or `*` stands for nothing that exists.
[[nodiscard]] std::vector<std::vector<std::string>> expand_names(std::span<const std::string> patterns,
                                                                 std::span<const input::TensorInfo> tensors,
                                                                 const std::string& place);

}  // namespace netseam::pipeline
