#include "netseam/input/layer_selection.hpp"

#include "refuse.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fnmatch.h>
#include <numeric>
#include <optional>

namespace netseam::input {
namespace {

using data::OrderSource;

constexpr std::size_t most_members = 100'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// length of the run of digits at the start
std::size_t digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

struct Range {
  std::size_t open = 0, close = 0;  // places of the braces
  long first = 0, last = 0;
  std::size_t padded_to = 0;  // digits, as in {00..08}
};

std::optional<Range> find_range(const std::string& pattern) {
  Range range;
  range.open = pattern.find('{');
  if (range.open == std::string::npos) return std::nullopt;
  range.close = pattern.find('}', range.open);
  const std::string_view rest = std::string_view(pattern).substr(range.open + 1);
  const std::size_t first_digits = digits(rest);
  bool well_formed =
      range.close != std::string::npos && first_digits > 0 && rest.substr(first_digits).starts_with("..");
  if (well_formed) {
    const std::string_view last = rest.substr(first_digits + 2);
    const std::size_t last_digits = digits(last);
    well_formed = last_digits > 0 && last.substr(last_digits).starts_with('}') &&
                  std::from_chars(rest.data(), rest.data() + first_digits, range.first).ec == std::errc{} &&
                  std::from_chars(last.data(), last.data() + last_digits, range.last).ec == std::errc{};
    if (rest[0] == '0' && first_digits > 1) range.padded_to = first_digits;
  }
  if (!well_formed) {
    throw core::ConfigError(
        fmt::format("\"{}\": found braces that are no range, expected {{FIRST..LAST}}", pattern));
  }
  return range;
}

std::vector<std::size_t> named(std::span<const TensorInfo> tensors, const std::string& name) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (tensors[i].name == name) found.push_back(i);
  return found;
}

std::vector<std::size_t> matches(std::span<const TensorInfo> layers, const std::string& glob) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (fnmatch(glob.c_str(), layers[i].name.c_str(), 0) == 0) found.push_back(i);
  return found;
}

std::string file_of(std::span<const TensorInfo> tensors) {
  if (tensors.empty()) return "activations";
  const bool one = std::all_of(tensors.begin(), tensors.end(),
                               [&](const TensorInfo& tensor) { return tensor.file == tensors[0].file; });
  return one ? tensors[0].file : tensors[0].file + " and others";
}

}  // namespace

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?[") != std::string_view::npos; }

bool natural_less(std::string_view left, std::string_view right) {
  std::size_t i = 0, j = 0;
  while (i < left.size() && j < right.size()) {
    if (is_digit(left[i]) && is_digit(right[j])) {
      std::string_view a = left.substr(i, digits(left.substr(i))),
                       b = right.substr(j, digits(right.substr(j)));
      i += a.size();
      j += b.size();
      a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
      b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
      if (a.size() != b.size()) return a.size() < b.size();
      if (a != b) return a < b;
    } else {
      if (left[i] != right[j])
        return static_cast<unsigned char>(left[i]) < static_cast<unsigned char>(right[j]);
      ++i;
      ++j;
    }
  }
  if ((i < left.size()) != (j < right.size())) return j < right.size();
  return left < right;  // "a.01" and "a.1"
}

std::vector<std::string> expand_ranges(const std::string& pattern) {
  std::vector<std::string> members{pattern};
  while (const auto range = find_range(members.front())) {
    // every member has the same ranges left, at the same distance from its end
    const std::size_t after = members.front().size() - range->close - 1;
    const std::size_t length = static_cast<std::size_t>(std::abs(range->last - range->first)) + 1;
    if (length > most_members / members.size()) {
      throw core::ConfigError(
          fmt::format("\"{}\": found a range of more than {} members", pattern, most_members));
    }
    std::vector<std::string> longer;
    for (const std::string& member : members) {
      const std::string head = member.substr(0, member.find('{')),
                        tail = member.substr(member.size() - after);
      for (std::size_t k = 0; k < length; ++k) {
        const long step = static_cast<long>(k);
        const long number = range->first <= range->last ? range->first + step : range->first - step;
        longer.push_back(fmt::format("{}{:0{}}{}", head, number, range->padded_to, tail));
      }
    }
    members = std::move(longer);
  }
  return members;
}

// not
data::OrderSource put_in_order(std::span<const TensorInfo> tensors, const TensorOrder& order,
                               std::vector<std::size_t>& chosen) {
  OrderSource source = OrderSource::stored;
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    const std::size_t part = order.part[chosen[i]];
    source = std::max(source, part == order.part[chosen[i - 1]] ? order.inside[part] : order.across);
  }
  if (source != OrderSource::guessed) return source;
  std::vector<std::string> names;
  for (const std::size_t tensor : chosen) names.push_back(tensors[tensor].name);
  if (!are_numbered(names)) return source;
  std::stable_sort(chosen.begin(), chosen.end(), [tensors](std::size_t a, std::size_t b) {
    return natural_less(tensors[a].name, tensors[b].name);
  });
  return OrderSource::numbered;
}

LayerSelection select_layers(std::span<const TensorInfo> tensors, const TensorOrder& order,
                             std::span<const std::string> patterns) {
  LayerSelection selected;
  if (patterns.empty()) {
    selected.tensor.resize(order.layers);
    std::iota(selected.tensor.begin(), selected.tensor.end(), std::size_t{0});
    selected.order =
        selected.tensor.size() < 2 ? OrderSource::file : put_in_order(tensors, order, selected.tensor);
    return selected;
  }
  std::vector<const std::string*> chosen_by(tensors.size(), nullptr);
  for (const std::string& pattern : patterns) {
    const bool whole = !named(tensors, pattern).empty();  // a name may have braces
    for (const std::string& member : whole ? std::vector{pattern} : expand_ranges(pattern)) {
      auto found = named(tensors, member);
      if (found.empty() && is_glob(member)) {
        found = matches(tensors.first(order.layers), member);
        if (found.size() > 1) selected.order = std::max(selected.order, put_in_order(tensors, order, found));
      }
      if (found.empty()) {
        refuse(file_of(tensors), fmt::format("layer \"{}\"", member), "no tensor of that name",
               near_names(member, tensors));
      }
      for (const std::size_t tensor : found) {
        if (chosen_by[tensor] != nullptr) {
          throw core::ConfigError(fmt::format("layer \"{}\" is selected twice, by \"{}\" and by \"{}\"",
                                              tensors[tensor].name, *chosen_by[tensor], pattern));
        }
        chosen_by[tensor] = &pattern;
        selected.tensor.push_back(tensor);
      }
    }
  }
  return selected;
}

}  // namespace netseam::input
