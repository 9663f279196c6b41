#pragma once
// Tables of a sculpt file about products of weights along paths.
#include "netseam/data/sculpted_networks.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <vector>

namespace netseam::artifact {

/// Writes /products, /carrying and /product_tests. Collective.
void write_weight_products(store::CollectiveFile& file, const std::vector<data::SculptedNetwork>& networks);

/// Reads them into networks whose units are known. Throws core::InputError for a state that is neither dense
/// nor pruned, products that are not those of all inputs with all outputs row by row, layers that are not all
/// hidden ones from 1, more units than a layer has, and p outside 0 to 1.
void read_weight_products(const store::Hdf5Reader& file, std::vector<data::SculptedNetwork>& networks);

}  // namespace netseam::artifact
