#include "weight_tensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::string_view original = "_orig", mask = "_mask";

/// Where each name stands in each file.
using NamePlaces = std::map<std::pair<std::size_t, std::string>, std::size_t>;

NamePlaces places_of(const input::TensorSet& set) {
  NamePlaces places;
  for (std::size_t tensor = 0; tensor < set.tensors().size(); ++tensor)
    places.emplace(std::pair(set.file_of(tensor), set.tensors()[tensor].name), tensor);
  return places;
}

/// The mask of a tensor NAME_orig, if there is no NAME in its file.
std::optional<std::size_t> mask_of(const input::TensorSet& set, const NamePlaces& places,
                                   std::size_t tensor) {
  const auto& tensors = set.tensors();
  const std::string& name = tensors[tensor].name;
  if (!name.ends_with(original) || tensors[tensor].fault) return std::nullopt;
  const std::string stem = name.substr(0, name.size() - original.size());
  const std::size_t file = set.file_of(tensor);
  const auto found = places.find({file, stem + std::string(mask)});
  if (stem.empty() || places.contains({file, stem}) || found == places.end() ||
      tensors[found->second].shape != tensors[tensor].shape)
    return std::nullopt;
  return found->second;
}

}  // namespace

// layers.json, beside activations, names no weights
WeightTensors::WeightTensors(const std::vector<std::filesystem::path>& files)
    : set_(files, input::OrderFile::ignored) {
  const auto places = places_of(set_);
  const auto& known = set_.order();
  order_.inside = known.inside;
  order_.across = known.across;
  for (std::size_t tensor = 0; tensor < set_.tensors().size(); ++tensor) {
    if (tensor == known.layers) order_.layers = tensors_.size();
    const input::TensorInfo& info = set_.tensors()[tensor];
    if (const auto its_mask = mask_of(set_, places, tensor)) {
      input::TensorInfo product = info;
      product.name.resize(product.name.size() - original.size());
      product.type_name += " times mask";
      add(std::move(product), {tensor, its_mask});
    }
    add(info, {tensor});
  }
  if (known.layers == set_.tensors().size()) order_.layers = tensors_.size();
}

void WeightTensors::add(input::TensorInfo info, const Place& place) {
  tensors_.push_back(std::move(info));
  place_.push_back(place);
  order_.part.push_back(set_.order().part[place.tensor]);
}

void WeightTensors::read_rows(std::size_t tensor, std::size_t first, std::size_t count,
                              std::span<float> out) const {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), first);
  const Place& place = place_[tensor];
  set_.read_rows(place.tensor, rows, out);
  if (!place.mask) return;
  std::vector<float> factor(out.size());
  set_.read_rows(*place.mask, rows, factor);
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
    if (place_[t].mask && (place_[t].tensor == part.tensor || *place_[t].mask == part.tensor)) return t;
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
