#include "weight_tensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

namespace netseam::pipeline {
namespace {

constexpr std::string_view original = "_orig", mask = "_mask";

/// Where each name stands in a file.
using NamePlaces = std::map<std::string, std::size_t, std::less<>>;

NamePlaces places_of(const std::vector<input::TensorInfo>& tensors) {
  NamePlaces places;
  for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor)
    places.emplace(tensors[tensor].name, tensor);
  return places;
}

/// The mask of a tensor NAME_orig, if there is no NAME.
std::optional<std::size_t> mask_of(const std::vector<input::TensorInfo>& tensors, const NamePlaces& places,
                                   std::size_t tensor) {
  const std::string& name = tensors[tensor].name;
  if (!name.ends_with(original) || tensors[tensor].fault) return std::nullopt;
  const std::string stem = name.substr(0, name.size() - original.size());
  const auto found = places.find(stem + std::string(mask));
  if (stem.empty() || places.contains(stem) || found == places.end() ||
      tensors[found->second].shape != tensors[tensor].shape)
    return std::nullopt;
  return found->second;
}

}  // namespace

WeightTensors::WeightTensors(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) {
    source_.push_back(input::open_tensors(file));
    const auto& tensors = source_.back()->tensors();
    const auto places = places_of(tensors);
    for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
      if (const auto its_mask = mask_of(tensors, places, tensor)) {
        input::TensorInfo product = tensors[tensor];
        product.name.resize(product.name.size() - original.size());
        product.type_name += " times mask";
        tensors_.push_back(std::move(product));
        place_.push_back({source_.size() - 1, tensor, its_mask});
      }
      tensors_.push_back(tensors[tensor]);
      place_.push_back({source_.size() - 1, tensor});
    }
  }
}

void WeightTensors::read_rows(std::size_t tensor, std::size_t first, std::size_t count,
                              std::span<float> out) const {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), first);
  const Place& place = place_[tensor];
  source_[place.source]->read_rows(place.tensor, rows, out);
  if (!place.mask) return;
  std::vector<float> factor(out.size());
  source_[place.source]->read_rows(*place.mask, rows, factor);
  std::transform(out.begin(), out.end(), factor.begin(), out.begin(), std::multiplies<>());
}

std::vector<float> WeightTensors::read_all(std::size_t tensor) const {
  const auto& shape = tensors_[tensor].shape;
  const std::size_t rows = shape.empty() ? 1 : shape.front();
  std::vector<float> values(rows * input::row_width(tensors_[tensor]));
  read_rows(tensor, 0, rows, values);
  return values;
}

std::optional<std::size_t> WeightTensors::product_of(std::size_t tensor) const {
  const Place& part = place_.at(tensor);
  if (part.mask) return std::nullopt;
  for (std::size_t t = 0; t < place_.size(); ++t)
    if (place_[t].mask && place_[t].source == part.source &&
        (place_[t].tensor == part.tensor || *place_[t].mask == part.tensor))
      return t;
  return std::nullopt;
}

std::string WeightTensors::caveat(std::size_t tensor) const {
  const std::string& name = tensors_.at(tensor).name;
  if (is_product(tensor)) return {};
  if (const auto product = product_of(tensor); product && name.ends_with(original)) {
    const std::string& whole = tensors_[*product].name;
    return fmt::format(
        "\"{}\" is without its mask: \"{}\" is their product, \"{}{}\" the mask (all masks of weights: "
        "*weight_mask)",
        name, whole, whole, mask);
  }
  const auto undo = [&name](std::string_view what) {
    return fmt::format(
        "\"{}\" is a part that weights are computed from, not the weights: {} before the network is saved",
        name, what);
  };
  if (name.find(".parametrizations.") != std::string::npos || name.starts_with("parametrizations."))
    return undo("torch.nn.utils.parametrize.remove_parametrizations");
  const auto beside = [&](std::string_view ending, std::string_view other) {
    if (!name.ends_with(ending)) return false;
    const std::string wanted = name.substr(0, name.size() - ending.size()) + std::string(other);
    return std::any_of(tensors_.begin(), tensors_.end(), [&](const auto& t) { return t.name == wanted; });
  };
  if (beside(original, "_u")) return undo("torch.nn.utils.remove_spectral_norm");
  if (beside("_v", "_g")) return undo("torch.nn.utils.remove_weight_norm");
  return {};
}

}  // namespace netseam::pipeline
