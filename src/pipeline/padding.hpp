#pragma once
// Whether padding counts as data, where one token or the mean of all stands for a sample.
#include "netseam/input/activation_reader.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A warning for layers of shape (samples, tokens, width) in which the token that input.token takes (mean:
/// the last one) is the same vector, bit for bit, in more than one sample in twenty and in at least three;
/// empty if there is none, or if all tokens are laid side by side. Where layers are large only some samples,
/// evenly spaced, are looked at: at most 1,000, and at least 50, up to 8 MiB of a layer.
/// @param files, select as for open_activations
/// @param rows          chosen samples, ascending
/// The layers are shared out over the ranks. Collective; errors: those of reading a layer, on all ranks.
[[nodiscard]] std::string padding_warning(const parallel::Communicator& communicator, const Config& config,
                                          const std::vector<std::filesystem::path>& files,
                                          const std::vector<std::string>& select,
                                          std::span<const std::size_t> rows);

}  // namespace netseam::pipeline
