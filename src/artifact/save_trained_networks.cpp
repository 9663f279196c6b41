#include "layer_units.hpp"
#include "train_schema.hpp"

#include "netseam/store/atomic_output.hpp"

#include <cstddef>
#include <vector>

namespace netseam::artifact {
namespace {

using Networks = std::vector<data::TrainedNetwork>;

std::int64_t number(std::size_t value) { return static_cast<std::int64_t>(value); }

void write_networks(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::string> name;
  std::vector<std::int64_t> seed, layers;
  LayerUnits units;
  for (const auto& network : networks) {
    name.push_back(network.name);
    seed.push_back(static_cast<std::int64_t>(network.seed));
    layers.push_back(number(network.units.size()));
    units.push_back(network.units);
  }
  const TableWriter table{file, "networks", "network"};
  table.texts("name", name, "units of every layer, and the seed");
  table.column("seed", seed, "seed of its start and of its training", "1");
  table.column("layers", layers, "layers of units", "1");
  write_layer_units(file, units);
}

void write_epochs(store::CollectiveFile& file, const Networks& networks) {
  std::vector<std::int64_t> network, epoch;
  std::vector<double> training_loss, test_loss, test_accuracy, rows_right;
  std::vector<std::string> checkpoint;
  for (std::size_t n = 0; n < networks.size(); ++n)
    for (const auto& after : networks[n].epoch) {
      network.push_back(number(n));
      epoch.push_back(number(after.epoch));
      training_loss.push_back(after.training_loss);
      test_loss.push_back(after.test_loss);
      test_accuracy.push_back(after.test_accuracy);
      rows_right.push_back(after.test_rows_right);
      checkpoint.push_back(after.checkpoint);
    }
  const TableWriter table{file, "epochs", "epoch of a network"};
  table.column("network", network, "network, from 0", "network");
  table.column("epoch", epoch, "passes over the training rows so far; 0 = untrained", "1");
  table.column("training_loss", training_loss,
               "mean loss over the epoch, while the weights changed; NaN for epoch 0", "1");
  table.column("test_loss", test_loss, "loss on the test rows after the epoch", "1");
  table.column("test_accuracy", test_accuracy,
               "accuracy on them, 0 to 1, as the attribute accuracy of /convention says", "1");
  table.column("test_rows_right", rows_right, "share of them that are right in all outputs", "1");
  table.texts("checkpoint", checkpoint,
              "folder of its weights and activations, beside this file; empty = not saved");
}

}  // namespace

void save_trained_networks(const parallel::Communicator& communicator, const store::OutputPlace& place,
                           const data::TrainedNetworks& networks, const store::Provenance& provenance,
                           const TrainConvention& convention) {
  store::AtomicOutput output(communicator, place);
  auto file = store::CollectiveFile::create(communicator, output.partial());
  file.write_attributes("", {{"schema", std::string(train_schema)},
                             {"schema_version", train_schema_version},
                             {"netseam_version", NETSEAM_VERSION},
                             {"task", networks.task},
                             {"loss", networks.loss},
                             {"training_rows", number(networks.training_rows)},
                             {"test_rows", number(networks.test_rows)}});
  store::Attributes attributes;
  for (const auto& [name, field] : train_convention_fields) attributes.emplace_back(name, convention.*field);
  file.write_attributes("convention", attributes);
  write_networks(file, networks.network);
  write_epochs(file, networks.network);
  store::write_provenance(file, provenance);
  file.close();
  output.commit();
}

}  // namespace netseam::artifact
