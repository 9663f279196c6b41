#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::grouping {

/// Each contiguous group in words, with both ends in it: "layers.2 to layers.5", or "head" for one layer.
/// `name`: L >= 1 names in order; `border`: ascending, in 1 .. L-1, as in data::Segmentation.
/// Throws InternalError for other borders. O(L).
[[nodiscard]] std::vector<std::string> segment_ranges(std::span<const std::string> name,
                                                      std::span<const std::size_t> border);

/// Each group in words, by its number; runs of neighbours as above, with a comma between: "input, layers.2 to
/// layers.5". `label`: L, numbered from 0, as in data::LayerClustering. Throws InternalError when the lengths
/// differ. O(L).
[[nodiscard]] std::vector<std::string> cluster_ranges(std::span<const std::string> name,
                                                      std::span<const std::size_t> label);

}  // namespace netseam::grouping
