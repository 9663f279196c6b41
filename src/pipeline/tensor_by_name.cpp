#include "tensor_by_name.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {
namespace {

std::string without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Where a weight is not stored, but what PyTorch computes it from.
std::string computed_from(std::span<const input::TensorInfo> tensors, const std::string& name) {
  const auto dot = name.rfind('.') + 1;  // 0 if there is none
  const std::string parametrised = name.substr(0, dot) + "parametrizations." + name.substr(dot) + ".original";
  for (const auto& tensor : tensors)
    if (tensor.name.starts_with(parametrised) || tensor.name == name + "_v" || tensor.name == name + "_orig")
      return fmt::format(
          ", only \"{}\", which weights are computed from "
          "(torch.nn.utils.parametrize.remove_parametrizations, "
          "remove_weight_norm or remove_spectral_norm before the network is saved)",
          tensor.name);
  return {};
}

}  // namespace

bool joins_layers(const input::TensorInfo& tensor) noexcept {
  return tensor.shape.size() >= 2 || tensor.fault.has_value();
}

std::optional<std::size_t> tensor_named(std::span<const input::TensorInfo> tensors, const std::string& name) {
  std::optional<std::size_t> found;
  for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
    if (tensors[tensor].name != name) continue;
    if (found)
      throw core::InputError({tensors[tensor].file, fmt::format("tensor \"{}\"", name),
                              fmt::format("the same name in {}", tensors[*found].file), "one of that name"});
    found = tensor;
  }
  return found;
}

std::size_t find_tensor(std::span<const input::TensorInfo> tensors, const std::string& name,
                        const std::string& place) {
  if (const auto found = tensor_named(tensors, name)) return *found;
  throw core::InputError({file_of(tensors), place,
                          fmt::format("no tensor \"{}\"{}", name, computed_from(tensors, name)),
                          input::near_names(name, tensors)});
}

std::string file_of(std::span<const input::TensorInfo> tensors) {
  if (tensors.empty()) return "weights";
  const bool one = std::all_of(tensors.begin(), tensors.end(),
                               [&](const auto& tensor) { return tensor.file == tensors.front().file; });
  return one ? tensors.front().file : tensors.front().file + " and others";
}

std::vector<std::string> split_outside_braces(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}') --depth;
    if (depth > 0 || !text.substr(i).starts_with(separator)) continue;
    parts.push_back(without_blanks(text.substr(begin, i - begin)));
    begin = i + separator.size();
    i = begin - 1;
  }
  parts.push_back(without_blanks(text.substr(begin)));
  return parts;
}

std::pair<std::string, std::string> split_at_colon(const std::string& text, const std::string& place) {
  auto colon = text.rfind(": ");
  if (colon == std::string::npos) colon = text.rfind(':');
  if (colon == std::string::npos)
    throw core::ConfigError(
        fmt::format("{}: found no colon, expected TENSOR: and what belongs to it", place));
  std::pair parts{without_blanks(text.substr(0, colon)), without_blanks(text.substr(colon + 1))};
  if (parts.first.empty() || parts.second.empty())
    throw core::ConfigError(fmt::format("{}: found nothing on one side of the colon", place));
  return parts;
}

}  // namespace netseam::pipeline
