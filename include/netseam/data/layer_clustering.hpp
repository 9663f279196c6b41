#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace netseam::data {

/// Two clusters that become one. Clusters 0..L-1 are the layers, cluster L+k is the result of merge k.
struct Merge {
  std::size_t first = 0, second = 0;  // first < second
  double height = 0;                  // distance at which they merge, never below that of an earlier merge
  std::size_t size = 0;               // layers in the result
};

/// Groups of layers that need not be contiguous.
struct LayerClustering {
  std::string method;              // "average", "complete", "k-medoids", "spectral"
  std::vector<std::size_t> label;  // L; numbered from 0 in the order in which they first appear
  std::string criterion_name;      // "silhouette", "eigengap" or "gap"
  std::vector<double> criterion;   // criterion[k-1]: its value for k groups; how it chooses is said at
                                   // grouping::cluster_layers
  std::vector<double> silhouette;  // silhouette[k-1]: mean silhouette value of k groups, 0 for one group
  std::vector<Merge> merge;        // L-1, for "average" and "complete"; else empty
};

}  // namespace netseam::data
