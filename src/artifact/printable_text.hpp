#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace netseam::artifact {

/// `text` safe to print on a terminal: control characters, those that change the direction of writing, and
/// bytes that are not UTF-8 become \xNN.
[[nodiscard]] std::string printable(std::string_view text);

/// Characters of UTF-8 text: what it takes of a line on a terminal, unless it has double-width characters.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` cut in its middle to at most `width` characters, then filled with spaces to that width.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width);

}  // namespace netseam::artifact
