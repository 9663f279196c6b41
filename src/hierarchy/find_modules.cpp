#include "netseam/hierarchy/find_modules.hpp"

#include "netseam/core/error.hpp"
#include "netseam/hierarchy/layer_clusters.hpp"
#include "netseam/hierarchy/merged_modules.hpp"

#include <numeric>
#include <utility>
#include <vector>

namespace netseam::hierarchy {

data::NetworkModules find_modules(const CondensedNetwork& network, const DetectionOptions& options) {
  for (const auto& kept : network.kept)
    if (kept.empty()) throw core::InternalError("find_modules: a layer without units");
  data::NetworkModules result;
  result.kept = network.kept;
  const std::vector<UnitFeatures> features = unit_features(network, options.features);
  for (std::size_t l = 0; l + 1 < features.size(); ++l) {
    LayerClusters layer = cluster_layer(features[l], options);
    result.cluster.push_back(std::move(layer.label));
    result.decision.push_back(std::move(layer.decision));
  }
  std::vector<std::size_t> outputs(network.kept.back().size());
  std::iota(outputs.begin(), outputs.end(), std::size_t{0});
  result.cluster.push_back(std::move(outputs));
  result.module = merge_clusters(network, result.cluster, options.merge_threshold);
  result.edge = module_edges(network, result.module);
  return result;
}

}  // namespace netseam::hierarchy
