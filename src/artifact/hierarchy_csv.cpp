#include "netseam/artifact/hierarchy_csv.hpp"

#include "csv_text.hpp"
#include "rate_tables.hpp"

#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

namespace netseam::artifact {
namespace {

using Networks = std::span<const data::NetworkHierarchy>;

std::string networks_table(Networks networks) {
  std::string table = "network,layers,modules,tie_sensitive,fault\r\n";
  for (const auto& network : networks)
    fmt::format_to(std::back_inserter(table), "{},{},{},{},{}\r\n", csv_field(network.name),
                   network.units.size(), data::module_count(network.modules),
                   data::sensitive_to_ties(network.modules) ? 1 : 0, csv_field(network.fault));
  return table;
}

std::string modules_table(Networks networks) {
  std::string table = "network,layer,unit,cluster,module\r\n";
  for (const auto& network : networks)
    for (std::size_t l = 0; l < network.modules.kept.size(); ++l)
      for (std::size_t u = 0; u < network.modules.kept[l].size(); ++u)
        fmt::format_to(std::back_inserter(table), "{},{},{},{},{}\r\n", csv_field(network.name), l,
                       network.modules.kept[l][u], network.modules.cluster[l][u],
                       network.modules.module[l][u]);
  return table;
}

std::string quotient_table(Networks networks) {
  std::string table = "network,from,to,edges\r\n";
  for (const auto& network : networks)
    for (const auto& edge : network.modules.edge)
      fmt::format_to(std::back_inserter(table), "{},{},{},{}\r\n", csv_field(network.name), edge.from,
                     edge.to, edge.edges);
  return table;
}

std::string variants_table(Networks networks) {
  std::string table = "network,variant,clusters_differ,modules_differ\r\n";
  for (const auto& network : networks)
    for (const auto& variant : network.modules.variant)
      fmt::format_to(std::back_inserter(table), "{},{},{},{}\r\n", csv_field(network.name),
                     csv_field(variant.name), variant.clusters_differ ? 1 : 0,
                     variant.modules_differ ? 1 : 0);
  return table;
}

}  // namespace

void write_hierarchy_csv(const std::filesystem::path& folder, Networks networks,
                         std::span<const data::PartRate> rates) {
  store::write_text_atomically(folder / "networks.csv", networks_table(networks));
  store::write_text_atomically(folder / "modules.csv", modules_table(networks));
  store::write_text_atomically(folder / "quotient.csv", quotient_table(networks));
  store::write_text_atomically(folder / "variants.csv", variants_table(networks));
  if (!rates.empty()) store::write_text_atomically(folder / "rates.csv", rates_csv(rates));
}

}  // namespace netseam::artifact
