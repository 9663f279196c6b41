#pragma once
// Several texts in one attribute.
#include <string>
#include <vector>

namespace netseam::artifact {

/// One text a line.
[[nodiscard]] std::string joined_lines(const std::vector<std::string>& lines);
/// The lines of a text; an empty text has none.
[[nodiscard]] std::vector<std::string> lines_of(std::string text);

}  // namespace netseam::artifact
