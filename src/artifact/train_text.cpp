#include "csv_text.hpp"
#include "printable_text.hpp"
#include "train_schema.hpp"

#include "netseam/core/words.hpp"
#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace netseam::artifact {
namespace {

using Json = nlohmann::ordered_json;

std::string networks_text(const data::TrainedNetworks& all) {
  std::string text = fmt::format("\n{:<34}{:>8}{:>15}{:>12}{:>10}{:>12}{:>7}\n", "network", "epochs",
                                 "training loss", "test loss", "accuracy", "rows right", "saved");
  for (const auto& network : all.network) {
    if (network.epoch.empty()) continue;
    const auto& last = network.epoch.back();
    const auto saved =
        std::ranges::count_if(network.epoch, [](const auto& epoch) { return !epoch.checkpoint.empty(); });
    text += fmt::format("{:<34}{:>8}{:>15.5g}{:>12.5g}{:>10.4f}{:>12}{:>7}\n", printable(network.name),
                        last.epoch, last.training_loss, last.test_loss, last.test_accuracy,
                        core::share_text(last.test_rows_right), saved);
  }
  return text;
}

Json network_json(const data::TrainedNetwork& network) {
  Json json = {
      {"name", network.name}, {"arch", network.units}, {"seed", network.seed}, {"epochs", Json::array()}};
  for (const auto& epoch : network.epoch)
    json["epochs"].push_back({{"epoch", epoch.epoch},
                              {"training_loss", epoch.training_loss},
                              {"test_loss", epoch.test_loss},
                              {"test_accuracy", epoch.test_accuracy},
                              {"test_rows_right", epoch.test_rows_right},
                              {"checkpoint", epoch.checkpoint}});
  return json;
}

}  // namespace

std::string train_summary_text(const TrainFile& file) {
  const auto& networks = file.networks;
  std::string text = fmt::format("Networks trained on {}, study {}\n", printable(networks.task),
                                 printable(file.provenance.find("study").value_or("unknown")));
  text += fmt::format("  {:<12}{}\n  {:<12}{} for training, {} for tests\n", "loss", printable(networks.loss),
                      "rows", networks.training_rows, networks.test_rows);
  for (const auto& [name, field] : train_convention_fields)
    text += fmt::format("  {:<12}{}\n", name, printable(file.convention.*field));
  return text + networks_text(networks);
}

std::string train_summary_json(const TrainFile& file) {
  Json json = {{"schema", train_schema},
               {"schema_version", train_schema_version},
               {"task", file.networks.task},
               {"loss", file.networks.loss},
               {"training_rows", file.networks.training_rows},
               {"test_rows", file.networks.test_rows}};
  for (const auto& [name, field] : train_convention_fields) json["convention"][name] = file.convention.*field;
  json["networks"] = Json::array();
  for (const auto& network : file.networks.network) json["networks"].push_back(network_json(network));
  json["provenance"] = Json::object();
  for (const auto& [name, value] : file.provenance.entries) json["provenance"][name] = value;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_train_csv(const std::filesystem::path& folder, const data::TrainedNetworks& networks) {
  std::string lines =
      "network,seed,epoch,training_loss,test_loss,test_accuracy,test_rows_right,checkpoint\r\n";
  for (const auto& network : networks.network)
    for (const auto& epoch : network.epoch)
      fmt::format_to(std::back_inserter(lines), "{},{},{},{},{},{},{},{}\r\n", csv_field(network.name),
                     network.seed, epoch.epoch, number_field(epoch.training_loss),
                     number_field(epoch.test_loss), number_field(epoch.test_accuracy),
                     number_field(epoch.test_rows_right), csv_field(epoch.checkpoint));
  store::write_text_atomically(folder / "training.csv", lines);
}

}  // namespace netseam::artifact
