#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace netseam::data {

/// Contiguous groups of ordered layers.
struct Segmentation {
  std::vector<std::size_t> border;  // ascending; group g+1 begins at layer border[g]; empty = one group
  std::vector<double> confidence;   // one for each border: share of resamples whose segmentation has it
  std::vector<double>
      border_frequency;  // one for each layer: share of resamples where a group begins at it (0 at layer 0)
  std::vector<double> together;  // by pair_index: share of resamples with both layers in one group; or empty
  std::string null_model;        // what the borders were tested against, in words; empty = not tested
  std::vector<double> p_value;   // one for each border: against the null model; or empty
  std::vector<double> q_value;   // the same, adjusted for the number of borders; or empty
  std::string twin_null_model;   // the untrained twins' resamples, in words; empty = no test against them
  std::vector<double> twin_p_value;  // one for each border: against the twins; or empty
  std::vector<double> criterion;     // criterion[k-1]: value for k groups; the largest is chosen
  std::vector<double> cost;          // cost[k-1]: least within-group cost with k groups
  std::size_t resamples = 0;
};

}  // namespace netseam::data
