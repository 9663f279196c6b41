#pragma once
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::pipeline {

/// What the report shows of one layers file: the measure that the groups are of, then Gromov-Wasserstein as
/// sqrt(loss) / 2 with the bracket of its bounds (Memoli 2011), then the others; groups, clusterings,
/// profiles and provenance. All pairs must be there (first_pair = 0). A file without any measure gives a page
/// without any. Throws core::InputError naming the checkpoint where
/// merges are not a tree. Rank-local, no files. Cost: O(pairs).
[[nodiscard]] report::CheckpointPage checkpoint_page(const artifact::LayersFile& file,
                                                     const std::string& checkpoint);

}  // namespace netseam::pipeline
