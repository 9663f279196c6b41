#pragma once
// Figures of one partition of neurons, each as one SVG element that needs no scripts.
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// How the neurons of every layer are spread over the clusters: one bar for each layer from top to bottom,
/// its parts in proportion to the neurons, in the colours of the clusters; grey: not in the graph.
[[nodiscard]] std::string cluster_bars(const PartitionPage& page, const std::string& checkpoint);

/// Eigenvalues of the normalised Laplacian in order, with the gap after the k-th marked.
[[nodiscard]] std::string eigenvalue_chart(const PartitionPage& page, const std::string& checkpoint);

/// The n-cut as a line and those of random graphs as ticks, one row for each null model with its mean. Empty
/// where there is no null model.
[[nodiscard]] std::string null_chart(const PartitionPage& page, const std::string& checkpoint);

}  // namespace netseam::report
