#pragma once
// Tensors of a file as the texts of a study name them.
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// Whether a tensor can hold weights from one layer of neurons to another: two axes or more, or a damaged
/// one, whose axes are not known.
[[nodiscard]] bool joins_layers(const input::TensorInfo& tensor) noexcept;

/// The position of the tensor of that name, if there is one. Throws InputError if two files hold one.
[[nodiscard]] std::optional<std::size_t> tensor_named(std::span<const input::TensorInfo> tensors,
                                                      const std::string& name);

/// The same; throws InputError with the nearest names if there is none. `place`: where it is asked for, for
/// the message.
[[nodiscard]] std::size_t find_tensor(std::span<const input::TensorInfo> tensors, const std::string& name,
                                      const std::string& place);

/// The file of the tensors, for a message; of several the first "and others".
[[nodiscard]] std::string file_of(std::span<const input::TensorInfo> tensors);

/// The parts of a text between separators that stand outside braces, without blanks at their ends.
[[nodiscard]] std::vector<std::string> split_outside_braces(std::string_view text,
                                                            std::string_view separator);

/// Cuts "TENSOR: REST" at the last colon that a blank follows, or else at the last one (TensorFlow's names
/// hold colons). Throws ConfigError naming `place` if a part is missing.
[[nodiscard]] std::pair<std::string, std::string> split_at_colon(const std::string& text,
                                                                 const std::string& place);

}  // namespace netseam::pipeline
