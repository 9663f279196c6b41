#pragma once
// What summaries and tables say of products of weights along paths.
#include "netseam/data/sculpted_networks.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace netseam::artifact {

/// A line for each network and state, with the units that carry 90 % and the tests; empty where no network
/// has products.
[[nodiscard]] std::string products_text(const data::SculptedNetworks& all);

/// The states with their products (a list for each input; none where they were not kept) and carrying units.
[[nodiscard]] nlohmann::ordered_json products_json(const data::SculptedNetwork& network);
[[nodiscard]] nlohmann::ordered_json product_tests_json(const data::SculptedNetwork& network);

/// Writes FOLDER/products.csv, carrying.csv and product_tests.csv. Throws core::ConfigError with path and
/// reason.
void write_products_csv(const std::filesystem::path& folder, const data::SculptedNetworks& all);

}  // namespace netseam::artifact
