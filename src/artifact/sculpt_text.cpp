#include "csv_text.hpp"
#include "printable_text.hpp"
#include "product_text.hpp"
#include "rate_tables.hpp"
#include "sculpt_schema.hpp"

#include "netseam/core/words.hpp"
#include "netseam/result_json/sculpted_network.hpp"
#include "netseam/result_json/success_rates.hpp"
#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace netseam::artifact {
namespace {

using Json = nlohmann::ordered_json;

std::size_t edges_left(const data::SculptedNetwork& network) {
  std::size_t edges = 0;
  for (const auto& layer : network.network.edge) edges += layer.size();
  return edges;
}

const data::PruningOutcome* chosen_of(const data::SculptedNetwork& network) {
  for (const auto& outcome : network.outcome)
    if (outcome.chosen) return &outcome;
  return nullptr;
}

/// "yes", "no", or nothing where there is no rule.
std::string success_word(const data::SculptedNetwork& network) {
  if (network.part.empty()) return "";
  for (const auto& part : network.part)
    if (part.required && !part.holds) return "no";
  return "yes";
}

std::string networks_text(const data::SculptedNetworks& all) {
  std::string text =
      fmt::format("\n{:<28}{:>7}{:>7}{:>9}{:>11}{:>8}{:>8}{:>6}  {}\n", "network", "dense", "left",
                  "accuracy", "rows right", "P_u", "P_e", "tied", all.rule.empty() ? "" : "success");
  for (const auto& network : all.network) {
    const auto* chosen = chosen_of(network);
    if (chosen == nullptr) continue;
    const auto tied = std::ranges::count(network.outcome, true, &data::PruningOutcome::tied);
    text +=
        fmt::format("{:<28}{:>7}{:>7}{:>9.4f}{:>11}{:>8}{:>8}{:>6}  {}{}\n", printable(network.network.name),
                    network.weights, edges_left(network), chosen->accuracy,
                    core::share_text(chosen->rows_right), chosen->unit_step, chosen->edge_step, tied,
                    success_word(network), chosen->reached ? "" : "  accuracy not reached");
  }
  return text;
}

Json network_json(const data::SculptedNetwork& network) {
  Json json = result_json::sculpted_network_json(network);
  for (const char* list : {"edges", "edge_weights"}) json[list] = Json::array();
  for (const auto& layer : network.network.edge) {
    Json edges = Json::array(), weights = Json::array();
    for (const auto& edge : layer) {
      edges.push_back({edge.source, edge.target});
      weights.push_back(edge.weight);
    }
    json["edges"].push_back(std::move(edges));
    json["edge_weights"].push_back(std::move(weights));
  }
  return json;
}

}  // namespace

std::string sculpt_summary_text(const SculptFile& file) {
  const auto entry = [&](const char* name) {
    return printable(file.provenance.find(name).value_or("unknown"));
  };
  std::string text =
      fmt::format("Networks sculpted on {}, study {}\n", printable(file.networks.task), entry("study"));
  for (const auto& [name, field] : sculpt_convention_fields) {
    std::string key = name;
    std::replace(key.begin(), key.end(), '_', ' ');
    text += fmt::format("  {:<12}{}\n", key, printable(file.convention.*field));
  }
  if (!file.networks.rule.empty())
    text +=
        fmt::format("\nDoes the hierarchy show the sub-functions? Rule {}\n", printable(file.networks.rule));
  return text + rates_text(file.networks.rate) + networks_text(file.networks) + products_text(file.networks);
}

std::string sculpt_summary_json(const SculptFile& file) {
  Json json = {{"schema", sculpt_schema},
               {"schema_version", sculpt_schema_version},
               {"task", file.networks.task},
               {"rule", file.networks.rule}};
  for (const auto& [name, field] : sculpt_convention_fields)
    json["convention"][name] = file.convention.*field;
  json["rates"] = result_json::rates_json(file.networks.rate);
  json["networks"] = Json::array();
  for (const auto& network : file.networks.network) json["networks"].push_back(network_json(network));
  json["provenance"] = Json::object();
  for (const auto& [name, value] : file.provenance.entries) json["provenance"][name] = value;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_sculpt_csv(const std::filesystem::path& folder, const data::SculptedNetworks& all) {
  std::string networks =
      "network,width,depth,seed,weights,dense_accuracy,weights_left,accuracy,rows_right,unit_step,edge_step,"
      "success\r\n";
  std::string outcomes =
      "network,unit_step,edge_step,weights_left,accuracy,rows_right,reached,chosen,tied\r\n";
  std::string path = "network,phase,percent,trained,accuracy,accepted,weights_left\r\n";
  for (const auto& network : all.network) {
    const std::string name = csv_field(network.network.name);
    if (const auto* chosen = chosen_of(network))
      fmt::format_to(std::back_inserter(networks), "{},{},{},{},{},{},{},{},{},{},{},{}\r\n", name,
                     network.width, network.depth, network.seed, network.weights,
                     number_field(network.dense_accuracy), chosen->weights_left,
                     number_field(chosen->accuracy), number_field(chosen->rows_right), chosen->unit_step,
                     chosen->edge_step, success_word(network));
    for (const auto& o : network.outcome)
      fmt::format_to(std::back_inserter(outcomes), "{},{},{},{},{},{},{:d},{:d},{:d}\r\n", name, o.unit_step,
                     o.edge_step, o.weights_left, number_field(o.accuracy), number_field(o.rows_right),
                     o.reached, o.chosen, o.tied);
    for (const auto& s : network.path)
      fmt::format_to(std::back_inserter(path), "{},{},{},{:d},{},{:d},{}\r\n", name, csv_field(s.phase),
                     number_field(s.percent), s.trained, number_field(s.accuracy), s.accepted,
                     s.weights_left);
  }
  store::write_text_atomically(folder / "sculpted.csv", networks);
  store::write_text_atomically(folder / "outcomes.csv", outcomes);
  store::write_text_atomically(folder / "path.csv", path);
  store::write_text_atomically(folder / "rates.csv", rates_csv(all.rate));
  write_products_csv(folder, all);
}

}  // namespace netseam::artifact
