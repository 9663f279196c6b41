#pragma once
#include "netseam/data/network_modules.hpp"
#include "netseam/data/success_rates.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netseam::data {

/// What the stage `hierarchy` finds of one network of many.
struct NetworkHierarchy {
  std::string name;
  std::vector<std::size_t> units;  // of every layer, before condensation
  NetworkModules modules;
  /// Of every weight layer, the edges between kept units as [source, target], places in modules.kept.
  std::vector<std::vector<std::array<std::size_t, 2>>> edge;
  std::string fault;                       // why it has no modules; empty where it has
  std::vector<std::size_t> function = {};  // that the network was trained on; empty = none, or not known
  std::optional<std::uint64_t> seed = {};  // of its training, where known; for rates only, not saved
  std::vector<HierarchyPart> part = {};    // of the success rule of that function; empty where it has none
  std::string order_warning = {};          // as of LayeredNetwork
};

}  // namespace netseam::data
