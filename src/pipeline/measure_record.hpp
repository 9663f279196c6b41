#pragma once
// One matrix of a measure as bytes of a shard.
#include "netseam/data/measure_matrix.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A MeasureMatrix, without segmentation, as bytes (little-endian, version 1) for a shard.
[[nodiscard]] std::vector<std::byte> encode(const data::MeasureMatrix& matrix);
/// The MeasureMatrix of such bytes. Trusts no count in them. Throws InputError naming `file` where they do
/// not fit, or are of another number of layers than `layers`.
[[nodiscard]] data::MeasureMatrix decode_measure(std::span<const std::byte> bytes, std::size_t layers,
                                                 const std::string& file);

/// The distances of a MeasureMatrix alone, all that is kept of a replicate.
[[nodiscard]] std::vector<std::byte> encode_distances(const data::MeasureMatrix& matrix);
/// The distances of such bytes. Errors as of decode_measure.
[[nodiscard]] std::vector<double> decode_distances(std::span<const std::byte> bytes, std::size_t layers,
                                                   const std::string& file);

}  // namespace netseam::pipeline
