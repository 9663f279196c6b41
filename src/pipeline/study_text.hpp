#pragma once
// The text of study files and presets: sections, keys, comments and quotes. The grammar is written down in
// netseam/pipeline/study_file.hpp. Rank-local; errors as said there.
#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::pipeline {

/// "key = value" of a section; the value as it is written, with its quotes, without comment and blanks
/// around.
struct TextEntry {
  std::string key, value;
  std::size_t line = 0;
};

/// What stands below one [name].
struct TextSection {
  std::string name;
  std::size_t line = 0;
  std::vector<TextEntry> entry;
};

/// The sections in the order of the text; one of no entries is kept. `origin` is named in messages. Throws
/// core::ConfigError "ORIGIN: line N: ..." for what the grammar does not allow.
[[nodiscard]] std::vector<TextSection> read_sections(std::istream& text, const std::string& origin);

/// The start of a text for a message, without control characters, which would hide the rest of it.
[[nodiscard]] std::string shown_text(std::string_view text);

/// A value without its quotes, if it begins with one: they must then hold all of it. Throws
/// std::invalid_argument with what is wrong.
[[nodiscard]] std::string unquoted(const std::string& value);

/// A text that `unquoted` and `read_sections` take back: as it is where that can be, else in quotes.
[[nodiscard]] std::string written_text(const std::string& text);

/// The same for the items of a list: `split_list` gives them back.
[[nodiscard]] std::string joined_list(const std::vector<std::string>& items);

}  // namespace netseam::pipeline
