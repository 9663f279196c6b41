#include "compact_network.hpp"

#include "check_network.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::mlp {
namespace {

/// For the units of a hidden layer (1 .. layers - 1): 1 = has a weight.
std::vector<unsigned char> connected_units(const Mask& mask, std::size_t layer) {
  const std::size_t before = mask.shape.units[layer - 1], units = mask.shape.units[layer];
  std::vector<unsigned char> connected(units, 0);
  const auto out = std::span(mask.kept[layer]);
  for (std::size_t row = 0; row < out.size(); row += units)
    for (std::size_t unit = 0; unit < units; ++unit) connected[unit] |= out[row + unit];
  const auto into = std::span(mask.kept[layer - 1]);
  for (std::size_t unit = 0; unit < units; ++unit)
    for (const unsigned char there : into.subspan(unit * before, before)) connected[unit] |= there;
  return connected;
}

/// Numbers of the units that stay, for every layer of units.
std::vector<std::vector<std::size_t>> staying_units(const Mask& mask) {
  std::vector<std::vector<std::size_t>> staying;
  for (std::size_t l = 0; l <= mask.shape.layers(); ++l) {
    std::vector<std::size_t> units(mask.shape.units[l]);
    std::iota(units.begin(), units.end(), std::size_t{0});
    if (l > 0 && l < mask.shape.layers()) {
      const auto connected = connected_units(mask, l);
      std::erase_if(units, [&](std::size_t unit) { return connected[unit] == 0; });
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
  check_mask(mask);
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
