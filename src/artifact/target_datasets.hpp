#pragma once
// Known targets beside all layers (LAYOUT.md).
#include "netseam/data/layer_distances.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

namespace netseam::artifact {

/// Throws core::InternalError unless layers.target has the sizes of `layers`.
void require_consistent_targets(const data::LayerDistances& layers);

/// Writes layers.target, which every rank has whole. Collective; throws core::ConfigError if the file cannot
/// be written.
void write_targets(store::CollectiveFile& file, const data::LayerDistances& layers);

/// Reads and checks it; layers.name is known. Throws core::InputError naming file, dataset and fault. A file
/// without targets gives none.
void read_targets(const store::Hdf5Reader& file, data::LayerDistances& layers);

}  // namespace netseam::artifact
