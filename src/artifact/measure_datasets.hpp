#pragma once
// Measures beside Gromov-Wasserstein, profiles of layers and groups that need not be contiguous (LAYOUT.md).
#include "netseam/data/layer_distances.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

namespace netseam::artifact {

/// Throws core::InternalError unless layers.measure, profile and clustering have the sizes of `layers`.
void require_consistent_measures(const data::LayerDistances& layers);

/// Write layers.measure, layers.profile, layers.clustering, which every rank has whole. Collective; throw
/// core::ConfigError if the file cannot be written.
void write_measures(store::CollectiveFile& file, const data::LayerDistances& layers);
void write_profiles(store::CollectiveFile& file, const data::LayerDistances& layers);
void write_clusterings(store::CollectiveFile& file, const data::LayerDistances& layers);

/// Read and check them; layers.name is known. Throw core::InputError naming file, dataset and fault. A file
/// without them gives none.
void read_measures(const store::Hdf5Reader& file, data::LayerDistances& layers);
void read_profiles(const store::Hdf5Reader& file, data::LayerDistances& layers);
void read_clusterings(const store::Hdf5Reader& file, data::LayerDistances& layers);

}  // namespace netseam::artifact
