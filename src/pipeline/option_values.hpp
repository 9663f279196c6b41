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

template <class Number>
Number parse_number(const std::string& text, Number least) {
  Number value{};
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  bool fits = error == std::errc{} && end == last && !(value < least);
  if constexpr (std::is_floating_point_v<Number>) fits = fits && std::isfinite(value);
  if (!fits) throw std::invalid_argument(fmt::format("'{}'", text));
  return value;
}

inline bool parse_flag(const std::string& text) {
  return value_of<bool>(
      {{"true", true}, {"false", false}, {"yes", true}, {"no", false}, {"1", true}, {"0", false}}, text);
}

inline std::string flag_text(bool value) { return value ? "true" : "false"; }

}  // namespace netseam::pipeline
