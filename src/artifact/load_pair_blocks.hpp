#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netseam::artifact {

/// Throws core::InputError for the dataset `name` of `file`.
[[noreturn]] void refuse_dataset(const store::Hdf5Reader& file, const std::string& name,
                                 const std::string& found, const std::string& expected);
/// Throws it unless the dataset has that shape.
void require_shape(const store::Hdf5Reader& file, const std::string& name,
                   const std::vector<std::size_t>& shape);

/// All values of a floating-point dataset of that shape; throws it for NaN and infinity too.
[[nodiscard]] std::vector<double> read_finite(const store::Hdf5Reader& file, const std::string& name,
                                              const std::vector<std::size_t>& shape);

/// The pairs that a group of datasets is about, and the points of their layers.
struct LoadedPairs {
  std::string at;                                           // the group, such as "measures/gw"
  std::span<data::PairDistance> pair;                       // all of them
  std::vector<std::pair<std::size_t, std::size_t>> points;  // by pair: of its first and its second layer
};
/// The pairs of two layers of `layers`, which has them all; names and points of the layers are known.
[[nodiscard]] LoadedPairs pairs_to_load(data::LayerDistances& layers);

/// Read and check the datasets of save_pair_blocks.hpp. Throw core::InputError.
void read_permutations(const store::Hdf5Reader& file, const LoadedPairs& pairs);
void read_couplings(const store::Hdf5Reader& file, const LoadedPairs& pairs);
void read_resampled(const store::Hdf5Reader& file, const LoadedPairs& pairs);

}  // namespace netseam::artifact
