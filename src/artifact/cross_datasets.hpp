#pragma once
// Layers beside those of other networks (LAYOUT.md: /cross).
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

namespace netseam::artifact {

/// Throws core::InternalError unless all values of layers.cross have the sizes of the layers.
void require_consistent_cross(const data::LayerDistances& layers);

/// Writes layers.cross, which every rank has whole but for the pairs. Collective; throws core::ConfigError if
/// the file cannot be written.
void write_cross(const parallel::Communicator& communicator, store::CollectiveFile& file,
                 const data::LayerDistances& layers);

/// Reads and checks it; names and points of the layers are known. A file without other networks gives none; a
/// summary has no pairs. Throws core::InputError naming file, dataset and fault.
void read_cross(const store::Hdf5Reader& file, LayersPart part, data::LayerDistances& layers);

}  // namespace netseam::artifact
