#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// The graph with its neurons in the order of the clusters and, within these, of the layers: cells as wide
/// and high as their neurons, in the colour of the mean edge weight between them; lines between clusters,
/// which are named by their colours on both sides. Pairs without edges are white. Where there are many
/// sub-clusters the layers of each cluster are drawn as one. `id`: of the legend, unique on the page. Empty
/// where there is no picture, or no edge weight.
[[nodiscard]] std::string block_picture(const PartitionPage& page, const std::string& checkpoint,
                                        const std::string& id);

/// Whether the layers of each cluster are drawn as one.
[[nodiscard]] bool joins_layers(const data::BlockPicture& picture);

}  // namespace netseam::report
