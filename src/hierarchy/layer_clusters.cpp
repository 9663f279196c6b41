#include "netseam/hierarchy/layer_clusters.hpp"

#include "cluster_criteria.hpp"

#include "netseam/hierarchy/separability.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>

namespace netseam::hierarchy {
namespace {

// k = 2 .. n-1 of the best value; ties to the largest k. n >= 3.
std::size_t best_count(std::span<const double> criterion, bool least) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < criterion.size(); ++i)
    if (least ? criterion[i] <= criterion[best] : criterion[i] >= criterion[best]) best = i;
  return best + 2;
}

Overlap first_merge(const UnitFeatures& features, const data::Merge& merge) {
  return overlap_of(features.row(merge.first), features.row(merge.second), features.possible);
}

// Of what the units of the two last clusters have together.
Overlap last_merge(const UnitFeatures& features, std::span<const std::size_t> side) {
  std::vector<std::uint64_t> either[2];
  for (auto& bits : either) bits.assign(features.words, 0);
  for (std::size_t u = 0; u < features.units; ++u)
    for (std::size_t w = 0; w < features.words; ++w) either[side[u]][w] |= features.row(u)[w];
  return overlap_of(either[0], either[1], features.possible);
}

// Tests of the tree, written into `decision`; how many clusters they propose, 0 if they do not.
std::size_t proposal(const UnitFeatures& features, std::span<const data::Merge> merges,
                     data::LayerDecision& decision) {
  const Overlap nearest = first_merge(features, merges.front());
  const Overlap sides = last_merge(features, linkage::cut_tree(merges, 2));
  decision.z_separate = -overlap_score(nearest) + 0.0;
  decision.z_one = overlap_score(sides) + 0.0;
  decision.proposes_separate = apart(nearest);
  decision.proposes_one = together(sides);
  if (decision.proposes_one && (!decision.proposes_separate || decision.z_one >= decision.z_separate))
    return 1;
  return decision.proposes_separate ? features.units : 0;
}

bool is_open(const data::LayerDecision& decision, const DetectionOptions& options) {
  if (decision.by_criterion == 2 || decision.by_criterion + 1 == decision.units) return true;
  return options.criterion == Criterion::distance_modularity &&
         decision.criterion[decision.by_criterion - 2] > -options.modularity_threshold;
}

std::vector<std::size_t> all_apart(std::size_t units) {
  std::vector<std::size_t> label(units);
  std::iota(label.begin(), label.end(), std::size_t{0});
  return label;
}

}  // namespace

LayerClusters cluster_layer(const UnitFeatures& features, const DetectionOptions& options) {
  LayerClusters result;
  data::LayerDecision& decision = result.decision;
  const std::size_t n = features.units;
  decision.units = n;
  decision.possible = features.possible;
  decision.by_criterion = decision.clusters = n;
  if (n == 1 || features.possible == 0) {
    result.label = all_apart(n);
    return result;
  }
  const std::vector<double> distance = feature_distances(features, options.distance);
  const auto merges = linkage::agglomerate({distance.data(), n, n}, options.linkage);
  if (n > 2) {
    decision.criterion = cluster_criterion(features, {distance.data(), n, n}, merges, options.criterion);
    decision.by_criterion = best_count(decision.criterion, prefers_least(options.criterion));
  }
  decision.clusters = decision.by_criterion;
  const std::size_t proposed = proposal(features, merges, decision);
  if (proposed != 0 && is_open(decision, options)) decision.clusters = proposed;
  result.label = linkage::cut_tree(merges, decision.clusters);
  return result;
}

}  // namespace netseam::hierarchy
