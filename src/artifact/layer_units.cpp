#include "layer_units.hpp"

#include <fmt/format.h>

namespace netseam::artifact {

void write_layer_units(store::CollectiveFile& file, const LayerUnits& networks) {
  std::vector<std::int64_t> of, units;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const std::size_t layer : networks[n]) {
      of.push_back(static_cast<std::int64_t>(n));
      units.push_back(static_cast<std::int64_t>(layer));
    }
  const TableWriter list{file, "layers", "layer of a network"};
  list.column("network", of, "network, from 0", "network");
  list.column("units", units, "units of the layer, inputs first", "1");
}

LayerUnits read_layer_units(const store::Hdf5Reader& file, const TableReader& networks) {
  const auto layers = networks.numbers("layers");
  const TableReader list(file, "layers", "network");
  const auto of = list.networks(networks.rows()), units = list.numbers("units");
  LayerUnits all(networks.rows());
  for (std::size_t row = 0; row < list.rows(); ++row)
    all[static_cast<std::size_t>(of[row])].push_back(static_cast<std::size_t>(units[row]));
  for (std::size_t n = 0; n < all.size(); ++n)
    if (all[n].size() < 2 || all[n].size() != static_cast<std::size_t>(layers[n]))
      networks.refuse("layers", fmt::format("{} for network {}", layers[n], n),
                      fmt::format("at least 2, and as many as /layers/units has, {}", all[n].size()));
  return all;
}

}  // namespace netseam::artifact
