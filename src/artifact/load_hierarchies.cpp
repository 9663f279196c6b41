#include "column_table.hpp"
#include "hierarchy_schema.hpp"
#include "load_numbers.hpp"
#include "load_pair_blocks.hpp"
#include "rate_tables.hpp"

#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace netseam::artifact {
namespace {

using store::Hdf5Reader;
using Column = std::vector<std::int64_t>;
using Table = TableReader;

std::size_t size(std::int64_t value) { return static_cast<std::size_t>(value); }

/// The numbers of "4-1-2-16"; none of an empty text.
std::vector<std::size_t> read_function(const Table& table, const std::string& text, std::size_t row) {
  std::vector<std::size_t> function;
  const auto refuse = [&] {
    table.refuse("function", fmt::format("'{}' in row {}", text, row), "whole numbers with - between");
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc{}) refuse();
    function.push_back(value);
    at = static_cast<std::size_t>(end - text.data());
    if (at + 1 == text.size() || (at < text.size() && text[at] != '-')) refuse();
  }
  return function;
}

std::vector<data::NetworkHierarchy> read_networks(const Hdf5Reader& file) {
  const Table table(file, "networks", "layers");
  const auto name = table.texts("name"), fault = table.texts("fault"), function = table.texts("function");
  const auto warning = file.exists("networks/order_warning") ? table.texts("order_warning")
                                                             : std::vector<std::string>(table.rows());
  std::vector<data::NetworkHierarchy> networks(table.rows());
  for (std::size_t n = 0; n < networks.size(); ++n) {
    networks[n].name = name[n];
    networks[n].fault = fault[n];
    networks[n].order_warning = warning[n];
    networks[n].function = read_function(table, function[n], n);
  }
  return networks;
}

void read_layers(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "layers", "network");
  const Column network = table.networks(networks.size()), layer = table.numbers("layer"),
               units = table.numbers("units");
  const Column kept = table.numbers("kept"), clusters = table.numbers("clusters"),
               possible = table.numbers("possible");
  const Column by_criterion = table.numbers("by_criterion");
  const Column separate = table.numbers("proposes_separate", 1), one = table.numbers("proposes_one", 1);
  const auto z_separate = table.reals("z_separate"), z_one = table.reals("z_one");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& owner = networks[size(network[row])];
    if (size(layer[row]) != owner.units.size())
      table.refuse("layer", fmt::format("{} in row {}", layer[row], row),
                   fmt::format("{}", owner.units.size()));
    if (kept[row] > units[row])
      table.refuse("kept", fmt::format("{} in row {}", kept[row], row),
                   fmt::format("at most {} units", units[row]));
    owner.units.push_back(size(units[row]));
    if (!owner.fault.empty()) continue;
    data::LayerDecision decision;
    decision.units = size(kept[row]);
    decision.possible = size(possible[row]);
    decision.by_criterion = size(by_criterion[row]);
    decision.z_separate = z_separate[row];
    decision.z_one = z_one[row];
    decision.proposes_separate = separate[row] != 0;
    decision.proposes_one = one[row] != 0;
    decision.clusters = size(clusters[row]);
    owner.modules.decision.push_back(decision);
  }
}

/// The layer of a row, which the network must have.
std::size_t layer_of(const Table& table, const data::NetworkHierarchy& network, std::int64_t layer,
                     std::size_t row) {
  if (size(layer) >= network.modules.decision.size())
    table.refuse("layer", fmt::format("{} in row {}", layer, row),
                 fmt::format("below {}, in a network without fault", network.modules.decision.size()));
  return size(layer);
}

void read_criterion(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "criterion", "network");
  const Column network = table.networks(networks.size()), layer = table.numbers("layer");
  const auto value = table.reals("value");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& owner = networks[size(network[row])];
    owner.modules.decision[layer_of(table, owner, layer[row], row)].criterion.push_back(value[row]);
  }
}

void read_units(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "units", "network");
  const Column network = table.networks(networks.size()), layer = table.numbers("layer"),
               unit = table.numbers("unit");
  const Column cluster = table.numbers("cluster"), module = table.numbers("module");
  for (auto& owner : networks)
    for (auto* labels : {&owner.modules.kept, &owner.modules.cluster, &owner.modules.module})
      labels->resize(owner.modules.decision.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& owner = networks[size(network[row])];
    const std::size_t l = layer_of(table, owner, layer[row], row);
    auto& kept = owner.modules.kept[l];
    if (size(unit[row]) >= owner.units[l] || (!kept.empty() && size(unit[row]) <= kept.back()))
      table.refuse("unit", fmt::format("{} in row {}", unit[row], row),
                   fmt::format("units below {} in ascending order", owner.units[l]));
    kept.push_back(size(unit[row]));
    owner.modules.cluster[l].push_back(size(cluster[row]));
    owner.modules.module[l].push_back(size(module[row]));
  }
  for (const auto& owner : networks)
    for (std::size_t l = 0; l < owner.modules.kept.size(); ++l)
      if (owner.modules.kept[l].size() != owner.modules.decision[l].units)
        table.refuse(
            "layer",
            fmt::format("{} units in layer {} of \"{}\"", owner.modules.kept[l].size(), l, owner.name),
            fmt::format("{}, as /layers/kept has it", owner.modules.decision[l].units));
}

/// Labels are numbered without gaps, which bounds them.
void require_labels(const Hdf5Reader& file, const std::vector<data::NetworkHierarchy>& networks) {
  for (const auto& network : networks) {
    std::size_t units = 0;
    for (const auto& layer : network.modules.kept) units += layer.size();
    for (const auto* labels : {&network.modules.cluster, &network.modules.module})
      for (const auto& layer : *labels)
        for (const std::size_t label : layer)
          if (label >= units)
            refuse_dataset(file, labels == &network.modules.cluster ? "units/cluster" : "units/module",
                           fmt::format("{} in \"{}\"", label, network.name),
                           fmt::format("numbers below its {} units", units));
  }
}

/// The place of a unit among those that were kept.
std::size_t place_of(const Table& table, const char* column, const std::vector<std::size_t>& kept,
                     std::int64_t unit, std::size_t row) {
  const auto at = std::ranges::lower_bound(kept, size(unit));
  if (at == kept.end() || *at != size(unit))
    table.refuse(column, fmt::format("{} in row {}", unit, row), "a unit of /units");
  return static_cast<std::size_t>(at - kept.begin());
}

void read_edges(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "edges", "network");
  const Column network = table.networks(networks.size()), layer = table.numbers("layer");
  const Column source = table.numbers("source"), target = table.numbers("target");
  for (auto& owner : networks)
    if (owner.fault.empty() && !owner.units.empty()) owner.edge.resize(owner.units.size() - 1);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& owner = networks[size(network[row])];
    if (size(layer[row]) >= owner.edge.size())
      table.refuse("layer", fmt::format("{} in row {}", layer[row], row),
                   fmt::format("below {}", owner.edge.size()));
    const std::size_t l = size(layer[row]);
    owner.edge[l].push_back({place_of(table, "source", owner.modules.kept[l], source[row], row),
                             place_of(table, "target", owner.modules.kept[l + 1], target[row], row)});
  }
}

void read_quotient(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "quotient", "network");
  const Column network = table.networks(networks.size()), from = table.numbers("from"),
               to = table.numbers("to");
  const Column edges = table.numbers("edges");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& modules = networks[size(network[row])].modules;
    const std::size_t count = data::module_count(modules);
    if (size(from[row]) >= count || size(to[row]) >= count)
      table.refuse("from", fmt::format("{} -> {} in row {}", from[row], to[row], row),
                   fmt::format("modules below {}", count));
    modules.edge.push_back({size(from[row]), size(to[row]), size(edges[row])});
  }
}

void read_variants(const Hdf5Reader& file, std::vector<data::NetworkHierarchy>& networks) {
  const Table table(file, "variants", "network");
  const Column network = table.networks(networks.size());
  const auto name = table.texts("name");
  const Column clusters = table.numbers("clusters_differ", 1), modules = table.numbers("modules_differ", 1);
  for (std::size_t row = 0; row < table.rows(); ++row)
    networks[size(network[row])].modules.variant.push_back(
        {name[row], clusters[row] != 0, modules[row] != 0});
}

/// Of the outputs nothing is decided.
void drop_outputs(std::vector<data::NetworkHierarchy>& networks) {
  for (auto& network : networks)
    if (!network.modules.decision.empty()) network.modules.decision.pop_back();
}

}  // namespace

HierarchyFile load_hierarchies(const std::filesystem::path& path) {
  const Hdf5Reader file(path);
  require_schema(file, hierarchy_schema, hierarchy_schema_version, "hierarchy");
  HierarchyFile loaded;
  loaded.network = read_networks(file);
  read_layers(file, loaded.network);
  read_criterion(file, loaded.network);
  read_units(file, loaded.network);
  require_labels(file, loaded.network);
  read_edges(file, loaded.network);
  read_quotient(file, loaded.network);
  read_variants(file, loaded.network);
  drop_outputs(loaded.network);
  auto parts = read_parts(file, loaded.network.size());
  for (std::size_t n = 0; n < parts.size(); ++n) loaded.network[n].part = std::move(parts[n]);
  loaded.rate = read_rates(file);
  for (const auto& [name, field] : hierarchy_convention_fields)
    loaded.convention.*field = file.attribute_text("convention", name).value_or("");
  loaded.provenance = store::read_provenance(file);
  return loaded;
}

}  // namespace netseam::artifact
