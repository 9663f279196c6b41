#pragma once
// The history of one finished training as bytes.
#include "netseam/data/trained_networks.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

[[nodiscard]] std::vector<std::byte> pack_history(const std::vector<data::TrainingEpoch>& history);
/// Throws InputError in the name of `file` for bytes that are no history.
[[nodiscard]] std::vector<data::TrainingEpoch> unpack_history(std::span<const std::byte> bytes,
                                                              const std::string& file);

}  // namespace netseam::pipeline
