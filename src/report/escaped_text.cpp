#include "netseam/report/escaped_text.hpp"

#include <array>
#include <cctype>
#include <utility>

namespace netseam::report {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

// U+202A..202E and U+2066..2069 as UTF-8
bool changes_direction(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xe2') return false;
  const auto second = static_cast<unsigned char>(text[1]), third = static_cast<unsigned char>(text[2]);
  return (second == 0x80 && third >= 0xaa && third <= 0xae) ||
         (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

bool is_control(char c) {
  const auto code = static_cast<unsigned char>(c);
  return (code < 0x20 && c != '\n' && c != '\t') || code == 0x7f;
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool begins_with_ignoring_case(std::string_view text, std::string_view start) {
  if (text.size() < start.size()) return false;
  for (std::size_t i = 0; i < start.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(text[i])) != start[i]) return false;
  return true;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (changes_direction(text.substr(i))) {
      result += replacement;
      i += 2;
    } else if (is_control(text[i])) {
      result += replacement;
    } else if (const auto named = entity(text[i]); !named.empty()) {
      result += named;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string script_json(std::string_view json) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> unsafe{
      {{"<", "\\u003c"},
       {">", "\\u003e"},
       {"&", "\\u0026"},
       {"\xe2\x80\xa8", "\\u2028"},
       {"\xe2\x80\xa9", "\\u2029"}}};
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    std::string_view found = json.substr(0, 1), written = found;
    for (const auto& [text, escape] : unsafe)
      if (json.starts_with(text)) {
        found = text;
        written = escape;
      }
    result += written;
    json.remove_prefix(found.size());
  }
  return result;
}

std::string script_source(std::string_view source) {
  std::string result;
  result.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    result += source[i];
    const std::string_view rest = source.substr(i + 1);
    if (source[i] == '<' &&
        (begins_with_ignoring_case(rest, "/script") || begins_with_ignoring_case(rest, "!--") ||
         begins_with_ignoring_case(rest, "script")))
      result += '\\';
  }
  return result;
}

}  // namespace netseam::report
