#include "csv_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace netseam::artifact {

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::string number_field(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{:.17g}", value);
}

}  // namespace netseam::artifact
