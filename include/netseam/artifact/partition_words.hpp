#pragma once
#include "netseam/data/neuron_clusters.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::artifact {

/// Where neurons of a cluster are, as named inclusive ranges of layers: "a to c, e". Not escaped. O(N).
[[nodiscard]] std::string layers_of_cluster(const data::GraphPartition& partition, std::size_t cluster);

/// Neurons that are in the graph.
[[nodiscard]] std::size_t neurons_in_graph(const data::GraphPartition& partition);

/// Whether one null model has p <= 0.05 and another has not.
[[nodiscard]] bool nulls_disagree(const data::GraphPartition& partition);

/// "0.0312 (8 % of the next eigenvalue: clear)"; small below 5 %: the space of k eigenvectors is then nearly
/// arbitrary, and so are the clusters. "not known" where there is no further eigenvalue.
[[nodiscard]] std::string eigengap_text(const data::GraphPartition& partition);

/// "0.93 (mostly stable)": stable from 0.95 on, unstable below 0.8.
[[nodiscard]] std::string agreement_text(double start_agreement);

/// "p = 0.02, z = -3.1, n-cut 12 % below the mean 8.1 of 50 random graphs"; a star after p where it is at
/// most 0.05.
[[nodiscard]] std::string null_text(const data::GraphPartition& partition, const data::NullCuts& null);

/// What can mislead a reader of this partition, one plain sentence or two each: layers in an order that
/// is a guess, null models that disagree, a
/// small eigengap, starts of k-means that find other clusters, eigenvectors that did not converge, neurons
/// out of the graph, several components, clusters of fewer than three neurons. Only what applies.
[[nodiscard]] std::vector<std::string> partition_warnings(const data::GraphPartition& partition);

}  // namespace netseam::artifact
