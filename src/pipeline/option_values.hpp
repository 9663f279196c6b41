#pragma once
// Text <-> value for the kinds of options.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// The names that the values of an enumeration have in files.
template <class Value>
using NameTable = std::vector<std::pair<std::string, Value>>;

template <class Value>
std::string names_of(const NameTable<Value>& table) {
  std::vector<std::string> names;
  for (const auto& entry : table) names.push_back(entry.first);
  return fmt::format("{}", fmt::join(names, " | "));
}

template <class Value>
Value value_of(const NameTable<Value>& table, std::string_view name) {
  for (const auto& entry : table)
    if (entry.first == name) return entry.second;
  throw std::invalid_argument(fmt::format("'{}'", name));
}

template <class Value>
std::string name_of(const NameTable<Value>& table, Value value) {
  for (const auto& entry : table)
    if (entry.second == value) return entry.first;
  throw std::logic_error("value without a name");
}

/// The least and the greatest value of a number; an open end is not itself allowed.
template <class Number>
struct Bounds {
  Number least, most;
  bool above_least = false, below_most = false;

  [[nodiscard]] bool hold(Number value) const {
    return (above_least ? value > least : value >= least) && (below_most ? value < most : value <= most);
  }
  /// "a whole number from 1 to 1000" or, of several, "different whole numbers from 1 to 1000".
  [[nodiscard]] std::string words(const std::string& article) const {
    const std::string what = std::is_integral_v<Number> ? "whole number" : "number";
    return fmt::format("{} {}{} {} {} {} {}", article, what, article == "a" ? "" : "s",
                       above_least ? "above" : "from", text(least),
                       below_most    ? "to below"
                       : above_least ? "to at most"
                                     : "to",
                       text(most));
  }

 private:
  static std::string text(Number value) {
    if constexpr (std::is_integral_v<Number>)
      return fmt::format("{}", value);
    else
      return fmt::format("{:g}", value);
  }
};

/// The whole of `text` as a number. Throws std::invalid_argument where it is none or out of bounds.
template <class Number>
Number parse_number(const std::string& text, const Bounds<Number>& bounds) {
  Number value{};
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  bool fits = error == std::errc{} && end == last && bounds.hold(value);
  if constexpr (std::is_floating_point_v<Number>) fits = fits && std::isfinite(value);
  if (!fits) throw std::invalid_argument(fmt::format("'{}'", text));
  return value;
}

/// true, yes, on, 1 and their opposites, in upper or lower case.
inline bool parse_flag(const std::string& text) {
  std::string lower = text;
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const NameTable<bool> flags{{"true", true}, {"false", false}, {"yes", true}, {"no", false},
                              {"on", true},   {"off", false},   {"1", true},   {"0", false}};
  for (const auto& [name, value] : flags)
    if (name == lower) return value;
  throw std::invalid_argument(fmt::format("'{}'", text));
}

inline std::string flag_text(bool value) { return value ? "true" : "false"; }

}  // namespace netseam::pipeline
