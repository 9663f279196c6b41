#pragma once
// What summaries and tables say of products of weights along paths.
#include "netseam/data/sculpted_networks.hpp"

#include <filesystem>
#include <string>

namespace netseam::artifact {

/// A line for each network and state, with the units that carry 90 % and the tests; empty where no network
/// has products.
[[nodiscard]] std::string products_text(const data::SculptedNetworks& all);

/// Writes FOLDER/products.csv, carrying.csv and product_tests.csv. Throws core::ConfigError with path and
/// reason.
void write_products_csv(const std::filesystem::path& folder, const data::SculptedNetworks& all);

}  // namespace netseam::artifact
