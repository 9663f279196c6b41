#pragma once
#include "netseam/data/sculpted_networks.hpp"

#include <string>

namespace netseam::report {

/// Products of weights along paths from inputs to outputs, before and after pruning: whether inputs separate
/// by the tests of each network, how many units carry 90 % of the products, and the products of networks
/// with few inputs and outputs as tables with colours, folded away. Empty where no network has any.
[[nodiscard]] std::string product_tables(const data::SculptedNetworks& sculpted);

/// Whether the products of a network are those of all its inputs with all its outputs, or none.
[[nodiscard]] bool products_fit(const data::SculptedNetwork& network);

}  // namespace netseam::report
