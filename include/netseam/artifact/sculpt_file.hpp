#pragma once
#include "netseam/data/sculpted_networks.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace netseam::artifact {

/// How the networks of a sculpt file were made; attributes of /convention.
struct SculptConvention {
  std::string training, accuracy, score, schedule, unit_steps, edge_steps, retraining, choice;
};

/// Everything that a sculpt file holds.
struct SculptFile {
  data::SculptedNetworks networks;
  SculptConvention convention;
  store::Provenance provenance;
};

/// The layout, version 2 (n networks; src/artifact/LAYOUT.md says the same for readers of the file). Tables
/// of columns of one length, as in hierarchy.h5. The root has `schema` = "netseam.sculpt", `schema_version` =
/// 2, `netseam_version`, `task` and `rule`.
///   /networks/name   n   text; width, depth, seed, weights, layers   int64; dense_accuracy   float64
///   /layers/network, units   int64: units of every layer of every network, inputs first
///   /edges/network, layer, source, target   int64; weight   float64: what is left of the chosen one
///   /outcomes/network, weights_left   int64; unit_step, edge_step, accuracy   float64; reached, chosen, tied
///   uint8
///   /path/network, weights_left   int64; phase   text; percent, accuracy   float64; trained, accepted uint8
///   /parts/network   int64; name   text; holds, required   uint8
///   /rates/group, part   text; successes, trials   int64; low, high   float64
///   /products/network, input, output   int64; state   text; value   float64: none where they are too many
///   /carrying/network, layer, units   int64; state   text
///   /product_tests/network   int64; state, group   text; statistic, degrees, p   float64
///   /convention, /provenance   attributes
///
/// Collective; the same values on every rank. Writes the file atomically (store::AtomicOutput). The bytes of
/// every dataset do not depend on the number of ranks. Throws on all ranks alike: core::ConfigError if the
/// file cannot be written.
void save_sculpted_networks(const parallel::Communicator& communicator, const store::OutputPlace& place,
                            const data::SculptedNetworks& networks, const store::Provenance& provenance,
                            const SculptConvention& convention);

/// Reads a sculpt file whole and checks it: schema and version, columns of one length, networks, layers and
/// units in their ranges, products of all inputs with all outputs. Not collective. Throws core::InputError
/// naming file, dataset and fault.
[[nodiscard]] SculptFile load_sculpted_networks(const std::filesystem::path& path);

/// A sculpt file for people: what was done, rates of success, and a line for each network. Foreign texts are
/// made printable.
[[nodiscard]] std::string sculpt_summary_text(const SculptFile& file);
/// The same as JSON, whole.
[[nodiscard]] std::string sculpt_summary_json(const SculptFile& file);

/// Writes FOLDER/sculpted.csv (a line for each network), outcomes.csv, path.csv, rates.csv, products.csv,
/// carrying.csv and product_tests.csv, each whole or not at all. Not collective. Throws core::ConfigError
/// with path and reason.
void write_sculpt_csv(const std::filesystem::path& folder, const data::SculptedNetworks& networks);

}  // namespace netseam::artifact
