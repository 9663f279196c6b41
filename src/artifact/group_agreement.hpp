#pragma once
#include "netseam/data/layer_distances.hpp"

#include <string>
#include <vector>

namespace netseam::artifact {

/// How well one partition of the layers agrees with the groups of the first measure.
struct GroupAgreement {
  std::string name;                     // of a measure, or of a clustering method of the first measure
  double adjusted_rand_index = 0;       // 1 = the same groups, 0 = what chance gives
  double variation_of_information = 0;  // nats; 0 = the same groups
};

/// Of every further measure that was grouped, and of every clustering method. O(partitions L log L).
[[nodiscard]] std::vector<GroupAgreement> group_agreements(const data::LayerDistances& layers);

}  // namespace netseam::artifact
