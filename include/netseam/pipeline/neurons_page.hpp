#pragma once
#include "netseam/artifact/neuron_clusters_file.hpp"
#include "netseam/report/page_model.hpp"

#include <string>
#include <vector>

namespace netseam::pipeline {

/// What the report shows of one neurons file: its partitions with what is said of them in words, and
/// provenance; cluster k has colour k. Rank-local, no files. Cost: O(N k) for N neurons in k clusters.
[[nodiscard]] report::NeuronsPage neurons_page(const artifact::NeuronsFile& file,
                                               const std::string& checkpoint);

/// Gives clusters the colours of those of the checkpoint before that they share most neurons with (the
/// assignment that has most neurons in common in all; each colour once, none without a common neuron), and
/// says how much the two partitions agree. For each graph and two checkpoints that follow each other, where
/// the layers are the same; neurons that are not in both graphs do not count; more than 2048 clusters keep
/// their own colours. Rank-local. Cost for each
/// checkpoint: O(N log N + k^3).
void follow_clusters(std::vector<report::NeuronsPage>& pages);

}  // namespace netseam::pipeline
