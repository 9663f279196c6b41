#pragma once
#include "netseam/artifact/neuron_clusters_file.hpp"

#include <string>

namespace netseam::artifact {

/// A summary for a terminal: study and checkpoint (provenance entries `study`, `checkpoint`), convention, and
/// for each graph its neurons, n-cut, eigengap and stability, random graphs, a table of the clusters with the
/// layers that they span as named inclusive ranges, numbers of clusters that were tried, partitions of single
/// layers, warnings and notes; then the comparison of two graphs. Control characters in names are shown as
/// \xNN, and bytes that are not UTF-8 too. Not collective, no output.
[[nodiscard]] std::string neurons_summary_text(const NeuronsFile& file);

/// The same as JSON (one object, indented), with the label of every neuron (null = not in the graph) and all
/// replicates; numbers that are not finite are null.
[[nodiscard]] std::string neurons_summary_json(const NeuronsFile& file);

}  // namespace netseam::artifact
