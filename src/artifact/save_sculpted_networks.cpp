#include "layer_units.hpp"
#include "product_datasets.hpp"
#include "rate_tables.hpp"
#include "sculpt_schema.hpp"

#include "netseam/store/atomic_output.hpp"

#include <cstddef>
#include <vector>

namespace netseam::artifact {
namespace {

using Networks = std::vector<data::SculptedNetwork>;

std::int64_t number(std::size_t value) { return static_cast<std::int64_t>(value); }

/// Rows of `parts` of every network, and the network of each.
template <class Part>
struct Rows {
  std::vector<std::int64_t> network;
  std::vector<const Part*> row;

  Rows(const Networks& networks, std::vector<Part> data::SculptedNetwork::*parts) {
    for (std::size_t n = 0; n < networks.size(); ++n)
      for (const Part& part : networks[n].*parts) {
        network.push_back(number(n));
        row.push_back(&part);
      }
  }
  template <class T, class Value>
  std::vector<T> column(const Value& value) const {
    std::vector<T> values;
    for (const Part* part : row) values.push_back(static_cast<T>(value(*part)));
    return values;
  }
};

void write_networks(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::string> name;
  std::vector<std::int64_t> width, depth, seed, weights, layers;
  LayerUnits units;
  std::vector<double> accuracy;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    name.push_back(networks[n].network.name);
    width.push_back(number(networks[n].width));
    depth.push_back(number(networks[n].depth));
    seed.push_back(static_cast<std::int64_t>(networks[n].seed));
    weights.push_back(number(networks[n].weights));
    layers.push_back(number(networks[n].network.units.size()));
    accuracy.push_back(networks[n].dense_accuracy);
    units.push_back(networks[n].network.units);
  }
  const TableWriter table{file, "networks", "network"};
  table.texts("name", name, "units of every layer, and the seed");
  table.column("width", width, "units of a hidden layer before pruning", "1");
  table.column("depth", depth, "hidden layers", "1");
  table.column("seed", seed, "seed of its start and of its training", "1");
  table.column("weights", weights, "weights before pruning, without biases", "1");
  table.column("layers", layers, "layers of units", "1");
  table.column("dense_accuracy", accuracy, "accuracy before pruning, 0 to 1", "1");
  write_layer_units(file, units);
}

void write_edges(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, layer, source, target;
  std::vector<double> weight;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (std::size_t l = 0; l < networks[n].network.edge.size(); ++l)
      for (const auto& edge : networks[n].network.edge[l]) {
        network.push_back(number(n));
        layer.push_back(number(l));
        source.push_back(edge.source);
        target.push_back(edge.target);
        weight.push_back(edge.weight);
      }
  const TableWriter table{file, "edges", "weight that is left in the chosen outcome"};
  table.column("network", network, "network, from 0", "network");
  table.column("layer", layer, "weight layer, from 0: from units of this layer to the next", "layer");
  table.column("source", source, "unit that it leaves, from 0 in its layer", "1");
  table.column("target", target, "unit that it leads to, from 0 in its layer", "1");
  table.column("weight", weight, "the weight", "1");
}

void write_outcomes(store::CollectiveFile& file, const Networks& networks) {
  const Rows<data::PruningOutcome> rows(networks, &data::SculptedNetwork::outcome);
  const TableWriter table{file, "outcomes", "pair of step sizes of a network"};
  const auto flag = [&](bool data::PruningOutcome::*field) {
    return rows.column<std::uint8_t>([&](const auto& outcome) { return outcome.*field ? 1 : 0; });
  };
  const auto real = [&](double data::PruningOutcome::*field) {
    return rows.column<double>([&](const auto& outcome) { return outcome.*field; });
  };
  table.column("network", rows.network, "network, from 0", "network");
  table.column("unit_step", real(&data::PruningOutcome::unit_step), "step of unit pruning",
               "per cent of the hidden units");
  table.column("edge_step", real(&data::PruningOutcome::edge_step), "step of edge pruning",
               "per cent of the weights");
  table.column("weights_left",
               rows.column<std::int64_t>([](const auto& outcome) { return outcome.weights_left; }),
               "weights that are left", "1");
  table.column("accuracy", real(&data::PruningOutcome::accuracy),
               "accuracy, 0 to 1, as the attribute accuracy of /convention says", "1");
  table.column("rows_right", real(&data::PruningOutcome::rows_right),
               "share of the rows that are right in all outputs", "1");
  table.column("reached", flag(&data::PruningOutcome::reached), "1 where that is what was asked for", "1");
  table.column("chosen", flag(&data::PruningOutcome::chosen),
               "1 for the densest pruned one, whose edges are kept", "1");
  table.column("tied", flag(&data::PruningOutcome::tied),
               "1 where others have as few weights as the chosen one", "1");
}

void write_path(store::CollectiveFile& file, const Networks& networks) {
  const Rows<data::PruningStep> rows(networks, &data::SculptedNetwork::path);
  const TableWriter table{file, "path", "training on the way to the chosen outcome"};
  std::vector<std::string> phase;
  for (const auto* step : rows.row) phase.push_back(step->phase);
  table.column("network", rows.network, "network, from 0", "network");
  table.texts("phase", phase, "dense, units, retraining or edges");
  table.column("percent", rows.column<double>([](const auto& step) { return step.percent; }),
               "removed: of the hidden units (units), else of the weights", "per cent");
  table.column("trained", rows.column<std::uint8_t>([](const auto& step) { return step.trained ? 1 : 0; }),
               "0 where nothing would be left, which is refused untrained", "1");
  table.column("accuracy", rows.column<double>([](const auto& step) { return step.accuracy; }),
               "accuracy after the training, 0 to 1; NaN without one", "1");
  table.column("accepted", rows.column<std::uint8_t>([](const auto& step) { return step.accepted ? 1 : 0; }),
               "1 where the pruning went on from it", "1");
  table.column("weights_left", rows.column<std::int64_t>([](const auto& step) { return step.weights_left; }),
               "weights of the network that was tried", "1");
}

NetworkParts parts_of(const Networks& networks) {
  NetworkParts parts;
  for (const auto& network : networks) parts.push_back(network.part);
  return parts;
}

}  // namespace

void save_sculpted_networks(const parallel::Communicator& communicator, const store::OutputPlace& place,
                            const data::SculptedNetworks& networks, const store::Provenance& provenance,
                            const SculptConvention& convention) {
  store::AtomicOutput output(communicator, place);
  auto file = store::CollectiveFile::create(communicator, output.partial());
  file.write_attributes("", {{"schema", std::string(sculpt_schema)},
                             {"schema_version", sculpt_schema_version},
                             {"netseam_version", NETSEAM_VERSION},
                             {"task", networks.task},
                             {"rule", networks.rule}});
  store::Attributes attributes;
  for (const auto& [name, field] : sculpt_convention_fields) attributes.emplace_back(name, convention.*field);
  file.write_attributes("convention", attributes);
  write_networks(file, networks.network);
  write_edges(file, networks.network);
  write_outcomes(file, networks.network);
  write_path(file, networks.network);
  write_parts(file, parts_of(networks.network));
  write_rates(file, networks.rate);
  write_weight_products(file, networks.network);
  store::write_provenance(file, provenance);
  file.close();
  output.commit();
}

}  // namespace netseam::artifact
