#include "name_pattern.hpp"

#include "tensor_by_name.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/layer_selection.hpp"
#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr long largest_number = 1'000'000'000;

/// A name with holes: text[0] hole[0] text[1] hole[1] ... text.back().
struct Pattern {
  bool prefix = false;            // begins with `*`
  std::vector<std::string> text;  // one more than holes
  std::vector<long> offset;       // of {i+1}: 1
};

/// What the holes of a pattern stand for in one name.
struct Match {
  std::string prefix;
  std::optional<long> number;
  auto operator<=>(const Match&) const = default;
};

[[noreturn]] void fail(const std::string& place, const std::string& what) {
  throw core::ConfigError(fmt::format("{}: {}", place, what));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number that is written without leading zeros, at the start of a text.
std::optional<std::pair<long, std::size_t>> leading_number(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  long value = 0;
  if (length == 0 || (length > 1 && text[0] == '0')) return std::nullopt;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + length, value);
  if (fault != std::errc{} || value > largest_number) return std::nullopt;
  return std::pair{value, length};
}

/// The offset of the braces "i", "i+1", "i-2"; none for a range.
std::optional<long> offset_of(std::string_view braces, const std::string& place) {
  if (braces.empty() || braces[0] != 'i') return std::nullopt;
  if (braces.size() == 1) return 0;
  const auto number = leading_number(braces.substr(2));
  if ((braces[1] != '+' && braces[1] != '-') || !number || number->second != braces.size() - 2)
    fail(place, fmt::format("found {{{}}}, expected {{i}}, {{i+1}} or {{i-1}}", braces));
  return braces[1] == '+' ? number->first : -number->first;
}

/// Cuts a text at its {i}; ranges stay.
Pattern cut_at_numbers(std::string_view text, const std::string& place) {
  Pattern pattern;
  pattern.prefix = text.starts_with('*');
  if (pattern.prefix) text.remove_prefix(1);
  pattern.text.emplace_back();
  while (!text.empty()) {
    const auto open = text.find('{'), close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const auto offset = offset_of(text.substr(open + 1, close - open - 1), place);
    pattern.text.back() += text.substr(0, offset ? open : close + 1);
    if (offset) {
      pattern.offset.push_back(*offset);
      pattern.text.emplace_back();
    }
    text.remove_prefix(close + 1);
  }
  pattern.text.back() += text;
  return pattern;
}

std::vector<std::string> members_of_ranges(const std::string& text, const std::string& place) {
  try {
    return input::expand_ranges(text);
  } catch (const core::ConfigError&) {  // its message would show the text with marks
    fail(place, "found braces that are no range of a possible length, expected {FIRST..LAST} or {i}");
  }
}

/// The patterns that the ranges of one give: ranges are written out with a mark in the place of each {i}.
std::vector<Pattern> write_out_ranges(const std::string& text, const std::string& place) {
  constexpr char mark = '\x01';
  const Pattern whole = cut_at_numbers(text, place);
  std::string marked = whole.text[0];
  for (std::size_t i = 1; i < whole.text.size(); ++i) marked += mark + whole.text[i];
  std::vector<Pattern> patterns;
  for (const std::string& member : members_of_ranges(marked, place)) {
    patterns.push_back({whole.prefix, {}, whole.offset});
    for (std::size_t begin = 0; begin <= member.size();) {
      const std::size_t end = std::min(member.find(mark, begin), member.size());
      patterns.back().text.push_back(member.substr(begin, end - begin));
      begin = end + 1;
    }
    if (patterns.back().text.size() != patterns.back().offset.size() + 1)
      fail(place, "found a control character");
  }
  return patterns;
}

/// The number for which the pattern, behind its prefix, is this name.
std::optional<Match> match_from(const Pattern& pattern, std::string_view name, std::size_t begin) {
  Match match{std::string(name.substr(0, begin)), std::nullopt};
  name.remove_prefix(begin);
  for (std::size_t i = 0; i < pattern.text.size(); ++i) {
    if (!name.starts_with(pattern.text[i])) return std::nullopt;
    name.remove_prefix(pattern.text[i].size());
    if (i == pattern.offset.size()) break;
    const auto number = leading_number(name);
    if (!number) return std::nullopt;
    name.remove_prefix(number->second);
    const long value = number->first - pattern.offset[i];
    if (match.number && *match.number != value) return std::nullopt;
    match.number = value;
  }
  return name.empty() ? std::optional(match) : std::nullopt;
}

/// All matches of the pattern with tensors that have two or more axes; numbers ascending.
std::set<Match> matches(const Pattern& pattern, std::span<const input::TensorInfo> tensors) {
  std::set<Match> found;
  for (const auto& tensor : tensors) {
    if (!joins_layers(tensor)) continue;
    for (std::size_t begin = 0; begin < tensor.name.size(); ++begin) {
      if (begin > 0 && tensor.name[begin - 1] != '.' && tensor.name[begin - 1] != '/') continue;
      if (const auto match = match_from(pattern, tensor.name, begin)) found.insert(*match);
      if (!pattern.prefix) break;
    }
  }
  return found;
}

std::string filled(const Pattern& pattern, const Match& match) {
  std::string name = (pattern.prefix ? match.prefix : "") + pattern.text[0];
  for (std::size_t i = 0; i < pattern.offset.size(); ++i)
    name += fmt::format("{}{}", match.number.value_or(0) + pattern.offset[i], pattern.text[i + 1]);
  return name;
}

std::set<Match> checked_matches(const Pattern& first, std::span<const input::TensorInfo> tensors,
                                const std::string& place) {
  if (!first.prefix && first.offset.empty()) return {Match{}};
  auto found = matches(first, tensors);
  if (found.empty()) {
    const std::string example = filled(first, {"", 0});
    throw core::InputError({file_of(tensors), place,
                            fmt::format("no tensor of two or more axes named like \"{}\"", example),
                            input::near_names(example, tensors)});
  }
  // in the order of prefixes: the first and the last differ if any do
  if (found.begin()->prefix != found.rbegin()->prefix)
    fail(place, fmt::format("* may stand for \"{}\" or for \"{}\"; write it out", found.begin()->prefix,
                            found.rbegin()->prefix));
  return found;
}

void check_together(std::span<const std::vector<Pattern>> members, const std::string& place) {
  const Pattern& first = members.front().front();
  std::size_t length = 1;
  for (const auto& of_one : members) {
    if (of_one.front().prefix && !first.prefix)
      fail(place, "a name begins with *, but not the tensor's, which decides what that is");
    if (!of_one.front().offset.empty() && first.offset.empty())
      fail(place, "a name holds {i}, but not the tensor's, which decides what that is");
    if (of_one.size() == 1) continue;
    if (length != 1 && of_one.size() != length)
      fail(place, fmt::format("ranges of {} and of {} numbers do not count in step", length, of_one.size()));
    length = of_one.size();
  }
}

}  // namespace

std::vector<std::vector<std::string>> expand_names(std::span<const std::string> patterns,
                                                   std::span<const input::TensorInfo> tensors,
                                                   const std::string& place) {
  std::vector<std::vector<Pattern>> members;
  std::size_t length = 1;
  for (const std::string& pattern : patterns) {
    members.push_back(write_out_ranges(pattern, place));
    length = std::max(length, members.back().size());
    for (const auto& text : members.back().front().text)
      if (text.find_first_of("*?") != std::string::npos)
        fail(place, "a glob gives no order; write {i} for every number of the file");
  }
  check_together(members, place);
  std::vector<std::vector<std::string>> repetitions;
  for (std::size_t k = 0; k < length; ++k) {
    const auto member = [k](const std::vector<Pattern>& of_one) -> const Pattern& {
      return of_one.size() == 1 ? of_one.front() : of_one[k];
    };
    for (const Match& match : checked_matches(member(members.front()), tensors, place)) {
      auto& names = repetitions.emplace_back();
      for (const auto& of_one : members) names.push_back(filled(member(of_one), match));
    }
  }
  return repetitions;
}

}  // namespace netseam::pipeline
