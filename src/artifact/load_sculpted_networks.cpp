#include "layer_units.hpp"
#include "object_attributes.hpp"
#include "product_datasets.hpp"
#include "rate_tables.hpp"
#include "sculpt_schema.hpp"

#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace netseam::artifact {
namespace {

using store::Hdf5Reader;
using Column = std::vector<std::int64_t>;
using Networks = std::vector<data::SculptedNetwork>;

std::size_t size(std::int64_t value) { return static_cast<std::size_t>(value); }

Networks read_networks(const Hdf5Reader& file) {
  const TableReader table(file, "networks", "width");
  constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
  const auto name = table.texts("name");
  const Column width = table.numbers("width"), depth = table.numbers("depth"),
               seed = table.numbers("seed", any);
  const Column weights = table.numbers("weights");
  const auto accuracy = table.reals("dense_accuracy");
  Networks networks(table.rows());
  for (std::size_t n = 0; n < networks.size(); ++n) {
    networks[n].network.name = name[n];
    networks[n].width = size(width[n]);
    networks[n].depth = size(depth[n]);
    networks[n].seed = static_cast<std::uint64_t>(seed[n]);
    networks[n].weights = size(weights[n]);
    networks[n].dense_accuracy = accuracy[n];
  }
  auto units = read_layer_units(file, table);
  for (std::size_t n = 0; n < networks.size(); ++n) {
    auto& network = networks[n].network;
    network.units = std::move(units[n]);
    network.edge.resize(network.units.size() - 1);
  }
  return networks;
}

void read_edges(const Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "edges", "network");
  const Column of = table.networks(networks.size()), layer = table.numbers("layer");
  const Column source = table.numbers("source"), target = table.numbers("target");
  const auto weight = table.reals("weight");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& network = networks[size(of[row])].network;
    if (size(layer[row]) >= network.edge.size())
      table.refuse("layer", fmt::format("{} in row {}", layer[row], row),
                   fmt::format("below {}", network.edge.size()));
    const std::size_t l = size(layer[row]);
    if (size(source[row]) >= network.units[l] || size(target[row]) >= network.units[l + 1])
      table.refuse("source", fmt::format("{} -> {} in row {}", source[row], target[row], row),
                   fmt::format("units below {} and {}", network.units[l], network.units[l + 1]));
    network.edge[l].push_back(
        {static_cast<std::uint32_t>(source[row]), static_cast<std::uint32_t>(target[row]), weight[row]});
  }
}

void read_outcomes(const Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "outcomes", "network");
  const Column of = table.networks(networks.size()), left = table.numbers("weights_left");
  const auto unit_step = table.reals("unit_step"), edge_step = table.reals("edge_step"),
             accuracy = table.reals("accuracy"), rows_right = table.shares_or_unknown("rows_right");
  const Column reached = table.numbers("reached", 1), chosen = table.numbers("chosen", 1),
               tied = table.numbers("tied", 1);
  for (std::size_t row = 0; row < table.rows(); ++row)
    networks[size(of[row])].outcome.push_back({unit_step[row], edge_step[row], size(left[row]), accuracy[row],
                                               reached[row] != 0, chosen[row] != 0, tied[row] != 0,
                                               rows_right[row]});
}

void read_path(const Hdf5Reader& file, Networks& networks) {
  const TableReader table(file, "path", "network");
  const Column of = table.networks(networks.size()), left = table.numbers("weights_left");
  const auto phase = table.texts("phase");
  const auto percent = table.reals("percent"), accuracy = table.reals("accuracy");
  const Column trained = table.numbers("trained", 1), accepted = table.numbers("accepted", 1);
  for (std::size_t row = 0; row < table.rows(); ++row)
    networks[size(of[row])].path.push_back(
        {phase[row], percent[row], trained[row] != 0, accuracy[row], accepted[row] != 0, size(left[row])});
}

}  // namespace

SculptFile load_sculpted_networks(const std::filesystem::path& path) {
  const Hdf5Reader file(path);
  require_schema(file, sculpt_schema, sculpt_schema_version, "sculpt");
  SculptFile loaded;
  loaded.networks.task = required_text(file, "", "task");
  loaded.networks.rule = required_text(file, "", "rule");
  loaded.networks.network = read_networks(file);
  read_edges(file, loaded.networks.network);
  read_outcomes(file, loaded.networks.network);
  read_path(file, loaded.networks.network);
  auto parts = read_parts(file, loaded.networks.network.size());
  for (std::size_t n = 0; n < parts.size(); ++n) loaded.networks.network[n].part = std::move(parts[n]);
  loaded.networks.rate = read_rates(file);
  read_weight_products(file, loaded.networks.network);
  for (const auto& [name, field] : sculpt_convention_fields)
    loaded.convention.*field = file.attribute_text("convention", name).value_or("");
  loaded.provenance = store::read_provenance(file);
  return loaded;
}

}  // namespace netseam::artifact
