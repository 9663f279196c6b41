#pragma once
#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/data/layer_distances.hpp"

#include <string>

namespace netseam::artifact {

/// For every other network, for a terminal: a heat map of the first measure, layers here as rows, and for
/// each layer here the nearest one there with its distance and confidence; for each further measure the
/// layers whose nearest one is another; notes. Empty without other networks.
[[nodiscard]] std::string cross_text(const data::LayerDistances& layers, const TextOptions& options);

}  // namespace netseam::artifact
