#pragma once
#include "netseam/data/trained_networks.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <string>

namespace netseam::artifact {

/// How the networks of a train file were made; attributes of /convention.
struct TrainConvention {
  std::string training, start, checkpoints, accuracy;
};

/// Everything that a train file holds.
struct TrainFile {
  data::TrainedNetworks networks;
  TrainConvention convention;
  store::Provenance provenance;
};

/// The layout, version 1 (n networks; src/artifact/LAYOUT.md says the same for readers of the file). Tables
/// of columns of one length, as in hierarchy.h5. The root has `schema` = "netseam.train", `schema_version` =
/// 1, `netseam_version`, `task`, `loss`, `training_rows` and `test_rows`.
///   /networks/name   n   text; seed, layers   int64
///   /layers/network, units   int64: units of every layer of every network, inputs first
///   /epochs/network, epoch   int64; training_loss, test_loss, test_accuracy   float64; checkpoint   text
///   /convention, /provenance   attributes
///
/// Collective; the same values on every rank. Writes the file atomically (store::AtomicOutput). The bytes of
/// every dataset do not depend on the number of ranks. Throws on all ranks alike: core::ConfigError if the
/// file cannot be written.
void save_trained_networks(const parallel::Communicator& communicator, const store::OutputPlace& place,
                           const data::TrainedNetworks& networks, const store::Provenance& provenance,
                           const TrainConvention& convention);

/// Reads a train file whole and checks it: schema and version, columns of one length, networks and units in
/// their ranges, epochs that ascend, losses from 0 or NaN, accuracies of 0 to 1, and checkpoints that are
/// different relative paths of plain names, so that none leaves the folder of the file. Not collective.
/// Throws core::InputError naming file, dataset and fault.
[[nodiscard]] TrainFile load_trained_networks(const std::filesystem::path& path);

/// A train file for people: what was done, and a line for each network. Foreign texts are made printable.
[[nodiscard]] std::string train_summary_text(const TrainFile& file);
/// The same as JSON, whole.
[[nodiscard]] std::string train_summary_json(const TrainFile& file);

/// Writes FOLDER/training.csv, a line for each epoch of each network, whole or not at all. Not collective.
/// Throws core::ConfigError with path and reason.
void write_train_csv(const std::filesystem::path& folder, const data::TrainedNetworks& networks);

}  // namespace netseam::artifact
