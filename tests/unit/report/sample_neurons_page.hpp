#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>

namespace netseam::test {

/// A checkpoint of `layers` layers "layer.0", ... of 2 `clusters` neurons each, two of every cluster; the
/// last neuron of all is in none. Sub-clusters in the picture have weight 1 inside a cluster and 0 across;
/// no picture where there are more than 1000 sub-clusters; two null models of four replicates.
[[nodiscard]] report::NeuronsPage even_neurons(const std::string& name, std::size_t layers,
                                               std::size_t clusters);
/// A study of checkpoints of that kind and no layer distances.
[[nodiscard]] report::PageModel neurons_model(std::size_t checkpoints, std::size_t layers,
                                              std::size_t clusters);

}  // namespace netseam::test
