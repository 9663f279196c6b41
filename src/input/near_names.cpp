#include "netseam/input/near_names.hpp"

#include "netseam/core/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace netseam::input {
namespace {

constexpr std::size_t names_shown = 5;

}  // namespace

std::string near_names(std::string_view wanted, std::span<const TensorInfo> tensors) {
  std::vector<std::size_t> order(tensors.size()), distance;
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const TensorInfo& tensor : tensors) distance.push_back(core::edit_distance(wanted, tensor.name));
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
