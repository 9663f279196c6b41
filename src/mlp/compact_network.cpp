#include "compact_network.hpp"

#include "check_network.hpp"
#include "kept_parameters.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::mlp {
namespace {

/// Has the unit of a hidden layer (1 .. layers - 1) any weight?
bool is_connected(const Mask& mask, std::size_t layer, std::size_t unit) {
  const std::size_t before = mask.shape.units[layer - 1], units = mask.shape.units[layer];
  const auto into = std::span(mask.kept[layer - 1]).subspan(unit * before, before);
  if (std::ranges::any_of(into, [](unsigned char there) { return there != 0; })) return true;
  const auto& out = mask.kept[layer];
  for (std::size_t at = unit; at < out.size(); at += units)
    if (out[at] != 0) return true;
  return false;
}

/// Numbers of the units that stay, for every layer of units.
std::vector<std::vector<std::size_t>> staying_units(const Mask& mask) {
  std::vector<std::vector<std::size_t>> staying;
  for (std::size_t l = 0; l <= mask.shape.layers(); ++l) {
    std::vector<std::size_t> units(mask.shape.units[l]);
    std::iota(units.begin(), units.end(), std::size_t{0});
    if (l > 0 && l < mask.shape.layers()) {
      std::erase_if(units, [&](std::size_t unit) { return !is_connected(mask, l, unit); });
      if (units.empty()) units.push_back(0);
    }
    staying.push_back(std::move(units));
  }
  return staying;
}

}  // namespace

CompactNetwork compact_network(const Network& network, const Mask& mask) {
  check_network(network);
  if (mask.shape != network.shape) throw core::InternalError("the mask is not one of this network");
  (void)kept_parameters(mask);  // checks its sizes
  const auto staying = staying_units(mask);
  CompactNetwork compact;
  for (const auto& units : staying) compact.network.shape.units.push_back(units.size());
  compact.mask.shape = compact.network.shape;
  for (std::size_t l = 0; l < network.shape.layers(); ++l) {
    auto& kept = compact.mask.kept.emplace_back();
    for (const std::size_t j : staying[l + 1])
      for (const std::size_t i : staying[l]) {
        const std::size_t at = j * network.shape.units[l] + i;
        kept.push_back(mask.kept[l][at]);
        compact.place.push_back(network.shape.first_weight(l) + at);
      }
    for (const std::size_t j : staying[l + 1]) compact.place.push_back(network.shape.first_bias(l) + j);
  }
  for (const std::size_t at : compact.place) compact.network.parameter.push_back(network.parameter[at]);
  return compact;
}

void expand_parameters(const CompactNetwork& compact, std::span<const float> parameter,
                       std::span<float> full) {
  std::ranges::fill(full, 0.0F);
  for (std::size_t i = 0; i < parameter.size(); ++i) full[compact.place[i]] = parameter[i];
}

}  // namespace netseam::mlp
