#pragma once
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What a check of a layers file against its inputs found.
struct VerifyReport {
  std::size_t pairs = 0;            // values that were checked, one for each pair and measure
  double largest_difference = 0;    // of a stored and a recomputed value
  std::vector<std::string> faults;  // one line for each value that fails; empty = all is as stored
  std::vector<std::string> notes;   // what was not checked, and why
};

/// Reads the activations that a layers file was made of again, rebuilds the distances and recomputes the loss
/// of every stored permutation or coupling, O(n^2) each, and the values of all other measures. A pair fails
/// where the recomputed loss differs from the stored one by more than the rounding of float32 distances
/// allows, or lies below the stored lower bound. Errors: InputError where the file or the activations cannot
/// be read, or the activations are not those it was made of; ConfigError where the distances do not fit into
/// memory. Rank-local. Cost: as building all layers.
[[nodiscard]] VerifyReport verify_layers(const std::filesystem::path& file,
                                         const linalg::DenseBackend& backend);

}  // namespace netseam::pipeline
