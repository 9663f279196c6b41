#pragma once
#include "netseam/data/segmentation.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <cstddef>
#include <string>

namespace netseam::artifact {

/// Writes the datasets of a segmentation of `layers` layers below the group `at` (LAYOUT.md). Every rank has
/// it whole. Collective; throws core::ConfigError if the file cannot be written.
void write_segmentation(store::CollectiveFile& file, const std::string& at, std::size_t layers,
                        const data::Segmentation& groups);

/// Throws core::InternalError if its parts do not fit each other or `layers`.
void require_consistent_segmentation(const data::Segmentation& groups, std::size_t layers);

/// Reads and checks what write_segmentation wrote. Throws core::InputError naming file, dataset and fault.
[[nodiscard]] data::Segmentation read_segmentation(const store::Hdf5Reader& file, const std::string& at,
                                                   std::size_t layers);

}  // namespace netseam::artifact
