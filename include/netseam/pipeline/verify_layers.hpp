#pragma once
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What a check of a layers file against its inputs found.
struct VerifyReport {
  std::size_t values = 0;           // numbers and texts that were checked
  std::size_t wrong = 0;            // of them: those that the inputs do not give
  double largest_difference = 0;    // of a stored and a recomputed number, relative to the greater of the
                                    // number and the largest of its dataset
  double allowed_difference = 0;    // up to which it counts as rounding
  std::vector<std::string> faults;  // DATASET [place]: stored, recomputed; the first of each dataset; empty =
                                    // all is as stored
  std::vector<std::string> notes;   // what was not recomputed, and why
};

/// Reads the activations that a layers file was made of again and computes every dataset anew: losses,
/// identity losses, lower bounds and resampled losses of pairs from their stored couplings; all other
/// measures, their replicates, profiles, targets, other networks, groups, confidences and tests as the run
/// did. Numbers may differ by 1e-12, relative to the largest of their dataset, where the file was made with
/// the dense products of this machine; with others by 2^-16, some float32 roundings, and shares of draws by
/// two draws. `library`: which one multiplies; automatic = the one that the file was made with, where it is
/// here. `alone`: a communicator of one rank. Errors: InputError where the file or the activations cannot be
/// read, or the activations are not those it was made of; ConfigError where the distances do not fit into
/// memory. Cost: as the run, but for the search of the pairs' couplings.
[[nodiscard]] VerifyReport verify_layers(const parallel::Communicator& alone,
                                         const std::filesystem::path& file,
                                         linalg::ProductLibrary library = linalg::ProductLibrary::automatic);

}  // namespace netseam::pipeline
