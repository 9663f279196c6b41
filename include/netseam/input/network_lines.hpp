#pragma once
#include "netseam/core/error.hpp"
#include "netseam/data/layered_network.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// A network of a file, or why it is none.
struct ReadNetwork {
  data::LayeredNetwork network;  // with a name in any case
  std::optional<core::InputFault> fault;
};

/// The network of one line of JSON: an object with `arch`, units of every layer, and `edges`, for every
/// weight layer a list of [source, target], units numbered from 0 in their layers. `weights`, one number for
/// each edge in the same shape, `name`, `seed` of the training and `function`, a list
/// of whole numbers that names what the network was trained on, may be given; other fields are passed over.
/// Numbers of units and edges are as the line has them: hierarchy::network_fault looks at whether they fit.
/// `file` and `number` (from 1) are for messages and the name.
[[nodiscard]] ReadNetwork parse_network_line(std::string_view line, const std::string& file,
                                             std::size_t number);

/// The lines of a text file that are not blank. Throws InputError for a file that cannot be read or has none.
struct TextLine {
  std::size_t number = 0;  // from 1
  std::string text;
};
[[nodiscard]] std::vector<TextLine> read_text_lines(const std::filesystem::path& file);

}  // namespace netseam::input
