#include "netseam/core/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>
#include <vector>

namespace netseam::core {
namespace {

constexpr std::size_t longest_compared = 200;

}  // namespace

std::string counted(std::size_t number, std::string_view what) {
  return std::to_string(number).append(" ").append(what).append(number == 1 ? "" : "s");
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  left = left.substr(0, longest_compared);
  right = right.substr(0, longest_compared);
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min(replaced, std::min(row[j], row[j + 1]) + 1));
    }
  }
  return row.back();
}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  std::string best;
  std::size_t least = name.size() + longest_compared;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t most = std::max<std::size_t>(1, longer / 3);
    if (longer - std::min(name.size(), candidate.size()) > most)
      continue;  // no distance is less than the difference of the lengths
    const std::size_t distance = edit_distance(name, candidate);
    if (distance >= least || distance > most) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
  const std::string near = nearest_name(name, candidates);
  return near.empty() ? "" : ", did you mean '" + near + "'?";
}

std::string share_text(double share) {
  if (std::isnan(share)) return "not known";
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.4f", share);
  return digits.data();
}

}  // namespace netseam::core
