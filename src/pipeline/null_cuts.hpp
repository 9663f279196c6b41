#pragma once
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/graph/null_graph.hpp"

#include <vector>

namespace netseam::pipeline {

/// An n-cut against those of random graphs of one kind (`cuts`, NaN where one could not be clustered): p, z
/// and relative reduction as data::NullCuts says. O(replicates). Source: Hod et al. 2021, arXiv:2110.08058,
/// but for ties, which are evidence there.
[[nodiscard]] data::NullCuts null_cuts(graph::NullModel model, double observed, std::vector<double> cuts);

}  // namespace netseam::pipeline
