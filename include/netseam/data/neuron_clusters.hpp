#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/data/order_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netseam::data {

/// One cluster of neurons against the others. `volume`: sum of its neurons' degrees, edges inside count
/// twice; `cut`: sum of the weights of edges that leave it (unit of the graph's weights).
struct NeuronCluster {
  std::size_t neurons = 0;
  double volume = 0, cut = 0, ratio = 0;  // ratio: cut / volume, 0 to 1; 0 where the volume is 0
};

/// What was found with one number of clusters.
struct ClusterCount {
  std::size_t clusters = 0;
  double normalised_cut = 0;
  double eigengap = 0;   // lambda_{k+1} - lambda_k; NaN where there is no further eigenvalue
  double agreement = 0;  // adjusted Rand index of the other starts of k-means with the best, mean
};

/// The same clustering on random graphs of one kind. Small n-cuts are evidence for clusters.
struct NullCuts {
  std::string name;                    // of the null model, such as "layer-nonzero"
  std::string keeps;                   // what it keeps of the graph, for people
  std::vector<double> normalised_cut;  // of every replicate; NaN where it could not be clustered
  double p = 1;  // (1 + replicates that are not larger) / (1 + replicates); ties, NaN: no evidence
  double z = 0;  // (n-cut - mean) / deviation of the replicates; NaN where the deviation is 0
  double mean = 0, deviation = 0;  // over replicates that are not NaN; population deviation
  double reduction = 0;            // (mean - n-cut) / mean; NaN where the mean is 0
};

/// Neurons of one layer in one cluster.
struct SubCluster {
  std::size_t layer = 0;
  std::int32_t cluster = 0;
  std::size_t neurons = 0;
};

/// Sums of edge weights between sub-clusters (an edge inside one counts twice), for the picture of the graph.
struct BlockPicture {
  std::vector<SubCluster> part;  // by cluster, then by layer; those without neurons are left out
  std::vector<double> weight;    // part x part, row-major, symmetric
};

/// A partition of a single layer from the graph around it. Labels of different layers are unrelated.
struct LocalPartition {
  std::size_t layer = 0;
  std::size_t clusters = 0;         // 0: the layer was left out, see `note`
  double normalised_cut = 0;        // of the local graph
  std::vector<std::int32_t> label;  // units of the layer; not_in_graph for those without edges
  std::string note;                 // why it was left out
};

/// The clusters of one graph of a network's neurons. N neurons, layer by layer as in NeuronNetwork; k
/// clusters.
struct GraphPartition {
  std::string graph;                   // "weights", "activations"
  std::vector<NeuronLayer> layer;      // those in the graph
  std::optional<OrderSource> order;    // how their order is known; none in files of earlier versions
  std::vector<std::int32_t> label;     // N: 0 .. k-1 or not_in_graph
  std::vector<NeuronCluster> cluster;  // k
  double normalised_cut = 0;           // sum of cut / volume, 0 to k
  double inside_to_across = 0;         // (k - n) / (2 n) of n-cut n
  std::size_t connected_components = 0;
  std::vector<double> eigenvalue, residual;  // of the normalised Laplacian, ascending; at least k
  std::size_t products = 0;                  // with the adjacency matrix, for the eigenvectors
  bool converged = false;
  double eigengap = 0;         // lambda_{k+1} - lambda_k, counted from 1
  double start_agreement = 1;  // over starts of k-means: mean adjusted Rand index with the best
  std::vector<double>
      half_agreement;               // adjusted Rand index with the clusters of random halves of the samples
  std::vector<ClusterCount> tried;  // numbers of clusters that were looked at, ascending
  std::vector<NullCuts> null;
  BlockPicture picture;
  std::vector<LocalPartition> local;
  std::vector<std::string> note;  // what to know of this graph in this run, in plain words
};

/// Two partitions of the neurons that both have. The n-cuts are those of one graph under the other's labels.
struct PartitionComparison {
  std::size_t neurons = 0;  // in both graphs
  double adjusted_rand = 0, normalised_mutual_information = 0;
  double transfer_to_activations = 0;  // n-cut of the activation graph by the clusters of the weights
  double transfer_to_weights = 0;      // n-cut of the weight graph by the clusters of the activations
  std::vector<double> shuffled_mutual_information;  // with the labels of one in random order, each replicate
  double p = 1;                                     // of the mutual information against these
};

/// Everything that the stage `neurons` finds in one checkpoint.
struct NeuronClusters {
  std::vector<GraphPartition> partition;        // one or two; the first is the main one
  std::vector<PartitionComparison> comparison;  // one where there are two partitions
};

}  // namespace netseam::data
