#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace netseam::input {

/// Chooses rows uniformly without replacement.
/// @param available rows in the files
/// @param wanted    how many; 0 = all
/// @param seed      of the study; the choice is a pure function of the three arguments
/// @return ascending row indices, 0-based. Throws core::ConfigError if wanted > available.
std::vector<std::size_t> choose_samples(std::size_t available, std::size_t wanted, std::uint64_t seed);

/// Chooses rows so that every label keeps its share: floor(wanted * share) rows of each, the rest to the
/// labels with the largest remainders (ties: smaller label first), uniformly inside a label.
/// @param labels one per row of the files
/// @return and errors as choose_samples
std::vector<std::size_t> choose_stratified(std::span<const std::int64_t> labels, std::size_t wanted,
                                           std::uint64_t seed);

/// Reads labels from an integer npy file of shape (samples,) or (samples, 1).
/// Throws core::InputError for another type or rank, or values beyond int64.
std::vector<std::int64_t> read_labels(const std::filesystem::path& path);

}  // namespace netseam::input
