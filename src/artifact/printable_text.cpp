#include "printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace netseam::artifact {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// bytes of the UTF-8 character that `text` begins with and its code point; 0 bytes if it begins with none
// (RFC 3629)
std::size_t decode(std::string_view text, std::uint32_t& code) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
  if (length == 0 || length > text.size()) return 0;
  code = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least[length] || code > 0x10ffff || surrogate ? 0 : length;
}

bool is_unsafe(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
  const bool direction = code == 0x200e || code == 0x200f || code == 0x61c ||
                         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return control || direction;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::uint32_t code = 0;
    const std::size_t length = decode(text, code);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length > 0 && !is_unsafe(code)) {
      result += character;
    } else {
      for (const char c : character) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::string fitted(std::string_view text, std::size_t width) {
  const std::size_t present = display_width(text);
  std::string result;
  std::size_t place = 0;
  // both ends of a name tell more than its middle
  const std::size_t head = width <= 2 ? width : (width - 2) / 2;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && !is_continuation(text[i])) ++place;
    if (present > width && width > 2 && place == head && !is_continuation(text[i])) result += "..";
    if (present <= width || place < head || (width > 2 && place >= present - (width - 2 - head)))
      result += text[i];
  }
  return result + std::string(width - std::min(width, display_width(result)), ' ');
}

}  // namespace netseam::artifact
