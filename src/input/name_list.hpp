#pragma once
#include "netseam/input/tensor_source.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// The names of a JSON list of texts such as ["stem", "conv1", "head"]: the stored order of layers. `file`
/// and `place` name it in messages. Throws core::InputError for anything else, for an empty list or name and
/// for a name that stands twice. Memory: a few times that of the text.
[[nodiscard]] std::vector<std::string> parse_name_list(std::string_view json, const std::string& file,
                                                       const std::string& place);

/// The same checks for names that are no JSON.
void check_name_list(const std::vector<std::string>& names, const std::string& file,
                     const std::string& place);

/// Reads a file that holds such a list. Throws core::InputError also if it cannot be read or is larger than
/// 16 MiB.
[[nodiscard]] std::vector<std::string> read_name_list(const std::filesystem::path& path);

}  // namespace netseam::input
