#pragma once
#include "netseam/data/layer_distances.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A PairDistance as bytes (little-endian, version 1) for a shard.
[[nodiscard]] std::vector<std::byte> encode(const data::PairDistance& pair);
/// The PairDistance of such bytes. Trusts no count in them. Throws InputError naming `file` where they do not
/// fit.
[[nodiscard]] data::PairDistance decode_pair(std::span<const std::byte> bytes, const std::string& file);

}  // namespace netseam::pipeline
