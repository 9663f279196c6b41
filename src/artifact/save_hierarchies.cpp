#include "column_table.hpp"
#include "hierarchy_schema.hpp"
#include "rate_tables.hpp"

#include "netseam/store/atomic_output.hpp"
#include "netseam/store/collective_file.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace netseam::artifact {
namespace {

using Table = TableWriter;
using Networks = std::vector<data::NetworkHierarchy>;

std::int64_t number(std::size_t value) { return static_cast<std::int64_t>(value); }

void write_networks(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::string> name, fault, function, warning;
  std::vector<std::int64_t> layers, modules;
  std::vector<std::uint8_t> tied;
  for (const auto& network : networks) {
    name.push_back(network.name);
    fault.push_back(network.fault);
    warning.push_back(network.order_warning);
    function.push_back(function_text(network.function));
    layers.push_back(number(network.units.size()));
    modules.push_back(number(data::module_count(network.modules)));
    tied.push_back(data::sensitive_to_ties(network.modules) ? 1 : 0);
  }
  const Table table{file, "networks", "network"};
  table.texts("name", name, "name of the network");
  table.texts("fault", fault, "why it has no modules; empty where it has");
  table.texts("function", function,
              "function that it was trained on, inputs-...-outputs; empty where not known");
  if (std::any_of(warning.begin(), warning.end(), [](const auto& text) { return !text.empty(); }))
    table.texts("order_warning", warning, "what to do where the order of the layers is a guess; else empty");
  table.column("layers", layers, "layers of units, inputs and outputs among them", "1");
  table.column("modules", modules, "modules that were found", "1");
  table.column("tie_sensitive", tied, "1 where another order of the units gave other modules", "1");
}

void write_layers(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, layer, units, kept, clusters, possible, by_criterion;
  std::vector<double> z_separate, z_one;
  std::vector<std::uint8_t> separate, one;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (std::size_t l = 0; l < networks[n].units.size(); ++l) {
      const auto& modules = networks[n].modules;
      const bool found = networks[n].fault.empty();
      const data::LayerDecision decision =
          l < modules.decision.size() ? modules.decision[l] : data::LayerDecision{};
      network.push_back(number(n));
      layer.push_back(number(l));
      units.push_back(number(networks[n].units[l]));
      kept.push_back(found ? number(modules.kept[l].size()) : 0);
      clusters.push_back(
          !found ? 0 : number(l < modules.decision.size() ? decision.clusters : modules.kept[l].size()));
      possible.push_back(number(decision.possible));
      by_criterion.push_back(found && l < modules.decision.size() ? number(decision.by_criterion) : 0);
      z_separate.push_back(decision.z_separate);
      z_one.push_back(decision.z_one);
      separate.push_back(decision.proposes_separate ? 1 : 0);
      one.push_back(decision.proposes_one ? 1 : 0);
    }
  const Table table{file, "layers", "layer of a network"};
  table.column("network", network, "network of the layer, from 0", "network");
  table.column("layer", layer, "its number, from 0, the inputs", "layer");
  table.column("units", units, "units of the layer", "1");
  table.column("kept", kept, "units that condensation kept", "1");
  table.column("clusters", clusters, "clusters of the layer; each output is one", "1");
  table.column("possible", possible, "units that features tell apart", "1");
  table.column("by_criterion", by_criterion, "clusters that the criterion prefers; 0 for outputs", "1");
  table.column("z_separate", z_separate, "score of the test for all units separate", "standard deviations");
  table.column("z_one", z_one, "score of the test for one cluster", "standard deviations");
  table.column("proposes_separate", separate, "1 where that test proposes all units separate", "1");
  table.column("proposes_one", one, "1 where that test proposes one cluster", "1");
}

void write_criterion(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, layer, clusters;
  std::vector<double> value;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (std::size_t l = 0; l < networks[n].modules.decision.size(); ++l) {
      const auto& criterion = networks[n].modules.decision[l].criterion;
      for (std::size_t k = 0; k < criterion.size(); ++k) {
        network.push_back(number(n));
        layer.push_back(number(l));
        clusters.push_back(number(k + 2));
        value.push_back(criterion[k]);
      }
    }
  const Table table{file, "criterion", "number of clusters of a layer"};
  table.column("network", network, "network, from 0", "network");
  table.column("layer", layer, "layer, from 0", "layer");
  table.column("clusters", clusters, "number of clusters", "1");
  table.column("value", value, "the criterion of so many clusters", "1");
}

void write_units(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, layer, unit, cluster, module;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (std::size_t l = 0; l < networks[n].modules.kept.size(); ++l)
      for (std::size_t u = 0; u < networks[n].modules.kept[l].size(); ++u) {
        network.push_back(number(n));
        layer.push_back(number(l));
        unit.push_back(number(networks[n].modules.kept[l][u]));
        cluster.push_back(number(networks[n].modules.cluster[l][u]));
        module.push_back(number(networks[n].modules.module[l][u]));
      }
  const Table table{file, "units", "unit that condensation kept"};
  table.column("network", network, "network of the unit, from 0", "network");
  table.column("layer", layer, "its layer, from 0", "layer");
  table.column("unit", unit, "its number in the layer, from 0", "1");
  table.column("cluster", cluster, "its cluster in the layer, by first appearance", "cluster");
  table.column("module", module, "its module in the network, by first appearance", "module");
}

void write_edges(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, layer, source, target;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (std::size_t l = 0; l < networks[n].edge.size(); ++l)
      for (const auto& [from, to] : networks[n].edge[l]) {
        network.push_back(number(n));
        layer.push_back(number(l));
        source.push_back(number(networks[n].modules.kept[l][from]));
        target.push_back(number(networks[n].modules.kept[l + 1][to]));
      }
  const Table table{file, "edges", "edge between units that condensation kept"};
  table.column("network", network, "network of the edge, from 0", "network");
  table.column("layer", layer, "weight layer, from 0: from units of this layer to the next", "layer");
  table.column("source", source, "unit that it leaves, from 0 in its layer", "1");
  table.column("target", target, "unit that it leads to, from 0 in its layer", "1");
}

void write_quotient(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, from, to, edges;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& edge : networks[n].modules.edge) {
      network.push_back(number(n));
      from.push_back(number(edge.from));
      to.push_back(number(edge.to));
      edges.push_back(number(edge.edges));
    }
  const Table table{file, "quotient", "pair of modules with edges between them"};
  table.column("network", network, "network, from 0", "network");
  table.column("from", from, "module that the edges leave", "module");
  table.column("to", to, "module that they lead to", "module");
  table.column("edges", edges, "how many", "1");
}

void write_variants(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network;
  std::vector<std::string> name;
  std::vector<std::uint8_t> clusters, modules;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& variant : networks[n].modules.variant) {
      network.push_back(number(n));
      name.push_back(variant.name);
      clusters.push_back(variant.clusters_differ ? 1 : 0);
      modules.push_back(variant.modules_differ ? 1 : 0);
    }
  const Table table{file, "variants", "change of the question"};
  table.column("network", network, "network, from 0", "network");
  table.texts("name", name, "what was changed: the order of the units, theta or tau");
  table.column("clusters_differ", clusters, "1 where the clusters of some layer became others", "1");
  table.column("modules_differ", modules, "1 where the modules became others", "1");
}

NetworkParts parts_of(const Networks& networks) {
  NetworkParts parts;
  for (const auto& network : networks) parts.push_back(network.part);
  return parts;
}

}  // namespace

void save_hierarchies(const parallel::Communicator& communicator, const store::OutputPlace& place,
                      const Networks& networks, const store::Provenance& provenance,
                      const HierarchyConvention& convention, const std::vector<data::PartRate>& rates) {
  store::AtomicOutput output(communicator, place);
  auto file = store::CollectiveFile::create(communicator, output.partial());
  file.write_attributes("", {{"schema", std::string(hierarchy_schema)},
                             {"schema_version", hierarchy_schema_version},
                             {"netseam_version", NETSEAM_VERSION}});
  store::Attributes attributes;
  for (const auto& [name, field] : hierarchy_convention_fields)
    attributes.emplace_back(name, convention.*field);
  file.write_attributes("convention", attributes);
  write_networks(file, networks);
  write_layers(file, networks);
  write_criterion(file, networks);
  write_units(file, networks);
  write_edges(file, networks);
  write_quotient(file, networks);
  write_variants(file, networks);
  write_parts(file, parts_of(networks));
  write_rates(file, rates);
  store::write_provenance(file, provenance);
  file.close();
  output.commit();
}

}  // namespace netseam::artifact
