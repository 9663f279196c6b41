#include "study_text.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace netseam::pipeline {
namespace {

constexpr std::size_t most_bytes_of_line = std::size_t{1} << 20, most_bytes = std::size_t{1} << 24;
constexpr std::size_t most_shown = 200;
constexpr std::string_view blanks = " \t\r";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Walks over a value or list and knows at every character whether it stands in quotes. Quotes open at the
/// start of an item only: at the start of the value and behind a comma that no brace or bracket holds.
class QuoteScan {
 public:
  /// What the next character is.
  enum class Part { plain, quote, quoted, separator };

  Part take(char c) {
    if (in_quotes_) {
      if (escaped_) {
        escaped_ = false;
        return Part::quoted;
      }
      if (c == '\\') escaped_ = true;
      if (c != '"') return Part::quoted;
      in_quotes_ = false;
      return Part::quote;
    }
    if (c == ',' && depth_ == 0) {
      at_start_ = true;
      return Part::separator;
    }
    if (c == '"' && at_start_) {
      in_quotes_ = true;
      at_start_ = false;
      return Part::quote;
    }
    if (!is_blank(c)) at_start_ = false;
    if (c == '{' || c == '[') ++depth_;
    if ((c == '}' || c == ']') && depth_ > 0) --depth_;
    return Part::plain;
  }
  [[nodiscard]] bool in_quotes() const { return in_quotes_; }
  [[nodiscard]] bool in_braces() const { return depth_ > 0; }

 private:
  bool in_quotes_ = false, escaped_ = false, at_start_ = true;
  std::size_t depth_ = 0;
};

/// A comment begins with ; or # at the start of a line or after a blank, but not in quotes.
std::string_view without_comment(std::string_view line) {
  const auto equals = line.find('=');
  QuoteScan scan;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!scan.in_quotes() && (line[i] == ';' || line[i] == '#') && (i == 0 || is_blank(line[i - 1])))
      return line.substr(0, i);
    if (i > equals && equals != std::string_view::npos) static_cast<void>(scan.take(line[i]));
  }
  return line;
}

[[noreturn]] void fail_at(const std::string& origin, std::size_t line, const std::string& what) {
  throw core::ConfigError(fmt::format("{}: line {}: {}", origin, line, what));
}

TextEntry entry_of(std::string_view text, const std::string& origin, std::size_t line) {
  const auto equals = text.find('=');
  const std::string_view key = trimmed(text.substr(0, equals));
  if (equals == std::string_view::npos || key.empty())
    fail_at(origin, line, fmt::format("found '{}', expected key = value", shown_text(text)));
  const std::string_view value = trimmed(text.substr(equals + 1));
  QuoteScan scan;
  for (const char c : value) static_cast<void>(scan.take(c));
  if (scan.in_quotes())
    fail_at(origin, line,
            fmt::format("{}: found '{}', expected a closing quote", shown_text(key), shown_text(value)));
  return {std::string(key), std::string(value), line};
}

std::string section_name(std::string_view text, const std::string& origin, std::size_t line) {
  const std::string_view name =
      text.back() == ']' ? trimmed(text.substr(1, text.size() - 2)) : std::string_view{};
  if (name.empty()) fail_at(origin, line, fmt::format("found '{}', expected [section]", shown_text(text)));
  return std::string(name);
}

void require_text(std::string_view line, const std::string& origin, std::size_t number) {
  if (number == 1 && (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff")))
    fail_at(origin, number, "found UTF-16, expected UTF-8: save the file with that encoding");
  if (line.find('\0') != std::string_view::npos)
    fail_at(origin, number, "found a byte of value 0, expected text in UTF-8 (UTF-16 has such bytes)");
  if (line.size() > most_bytes_of_line)
    fail_at(origin, number,
            fmt::format("found a line of {} bytes, expected at most {}", line.size(), most_bytes_of_line));
}

char escaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\\':
      return c;
    default:
      throw std::invalid_argument(fmt::format(R"('\{}' in quotes, where only \" \\ \n \r \t are known)", c));
  }
}

/// What stands between the quotes of "...", which is the whole of `item`.
std::string inside_quotes(std::string_view item) {
  std::string text;
  for (std::size_t i = 1; i < item.size(); ++i) {
    if (item[i] == '"') {
      if (i + 1 < item.size())
        throw std::invalid_argument(fmt::format("'{}' behind the closing quote", item.substr(i + 1)));
      return text;
    }
    if (item[i] == '\\' && i + 1 < item.size())
      text += escaped(item[++i]);
    else
      text += item[i];
  }
  throw std::invalid_argument(fmt::format("'{}' without a closing quote", item));
}

std::string in_quotes(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto special = std::string_view("\"\\\n\r\t").find(c);
    if (special == std::string_view::npos)
      result += c;
    else
      (result += '\\') += R"("\nrt)"[special];
  }
  return result + '"';
}

/// Whether a text can stand in a file as it is.
bool needs_quotes(const std::string& text) {
  if (text.empty()) return false;
  if (text.find_first_of("\"\n\r\t") != std::string::npos || is_blank(text.front()) || is_blank(text.back()))
    return true;
  return without_comment(text).size() < text.size();
}

bool item_needs_quotes(const std::string& item) {
  QuoteScan scan;
  bool cut = false;
  for (const char c : item) cut = scan.take(c) == QuoteScan::Part::separator || cut;
  return cut || scan.in_braces() || needs_quotes(item);
}

}  // namespace

std::string shown_text(std::string_view text) {
  std::string start(text.substr(0, most_shown));
  for (char& c : start)
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = '?';
  return start + (text.size() > start.size() ? "..." : "");
}

std::vector<TextSection> read_sections(std::istream& text, const std::string& origin) {
  std::vector<TextSection> sections;
  std::string raw;
  std::size_t bytes = 0;
  for (std::size_t number = 1; std::getline(text, raw); ++number) {
    std::string_view line = raw;
    bytes += line.size() + 1;
    if (bytes > most_bytes)
      fail_at(origin, number, fmt::format("found more than {} bytes, expected a text of keys", most_bytes));
    if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);  // byte order mark of UTF-8
    require_text(line, origin, number);
    line = trimmed(without_comment(line));
    if (line.empty()) continue;
    if (line.front() == '[') {
      sections.push_back({section_name(line, origin, number), number, {}});
      continue;
    }
    auto entry = entry_of(line, origin, number);
    if (sections.empty())
      fail_at(origin, number, fmt::format("key '{}' stands before any [section]", shown_text(entry.key)));
    sections.back().entry.push_back(std::move(entry));
  }
  return sections;
}

std::string unquoted(const std::string& value) {
  const std::string_view text = trimmed(value);
  return text.starts_with('"') ? inside_quotes(text) : value;
}

std::string written_text(const std::string& text) { return needs_quotes(text) ? in_quotes(text) : text; }

std::string joined_list(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items)
    text += (text.empty() ? "" : ", ") + (item_needs_quotes(item) ? in_quotes(item) : item);
  return text;
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> raw(1);
  QuoteScan scan;
  for (const char c : text)
    if (scan.take(c) == QuoteScan::Part::separator)
      raw.emplace_back();
    else
      raw.back() += c;
  std::vector<std::string> items;
  for (const auto& part : raw) {
    std::string item(trimmed(part));
    if (item.starts_with('"')) item = inside_quotes(item);
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

}  // namespace netseam::pipeline
