#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace netseam::input {
namespace {

constexpr std::size_t names_shown = 5;
constexpr std::size_t longest_compared = 200;

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  left = left.substr(0, longest_compared);
  right = right.substr(0, longest_compared);
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

std::string near_names(std::string_view wanted, std::span<const TensorInfo> tensors) {
  std::vector<std::size_t> order(tensors.size()), distance;
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const TensorInfo& tensor : tensors) distance.push_back(edit_distance(wanted, tensor.name));
  std::stable_sort(order.begin(), order.end(),
                   [&distance](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
  std::string text = "one of: ";
  for (std::size_t i = 0; i < std::min(order.size(), names_shown); ++i) {
    text += (i == 0 ? "" : ", ") + tensors[order[i]].name;
  }
  if (order.size() > names_shown) text += fmt::format(", ... ({} in all)", order.size());
  return text;
}

}  // namespace netseam::input
