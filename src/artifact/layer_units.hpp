#pragma once
// The table /layers of files about networks: units of every layer of every network.
#include "column_table.hpp"

#include <cstddef>
#include <vector>

namespace netseam::artifact {

/// Units of the layers of each network, inputs first.
using LayerUnits = std::vector<std::vector<std::size_t>>;

/// Writes /layers/network and /layers/units. Collective.
void write_layer_units(store::CollectiveFile& file, const LayerUnits& networks);

/// Reads them for the networks of the table `networks`, whose column `layers` counts them. Throws
/// core::InputError for a network of fewer than two layers, and where the tables do not fit.
[[nodiscard]] LayerUnits read_layer_units(const store::Hdf5Reader& file, const TableReader& networks);

}  // namespace netseam::artifact
