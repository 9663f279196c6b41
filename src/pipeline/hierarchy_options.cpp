#include "hierarchy_options.hpp"

#include "option_kinds.hpp"

namespace netseam::pipeline {
namespace {

using hierarchy::Criterion;
using hierarchy::Direction;
using hierarchy::FeatureDistance;
using linkage::Linkage;

const NameTable<Direction> directions{
    {"outgoing", Direction::outgoing}, {"incoming", Direction::incoming}, {"both", Direction::both}};
const NameTable<FeatureDistance> distances{{"cosine", FeatureDistance::cosine},
                                           {"jaccard", FeatureDistance::jaccard},
                                           {"euclidean", FeatureDistance::euclidean}};
const NameTable<Linkage> linkages{{"average", Linkage::average},
                                  {"complete", Linkage::complete},
                                  {"single", Linkage::single},
                                  {"ward", Linkage::ward}};
const NameTable<Criterion> criteria{{"distance-modularity", Criterion::distance_modularity},
                                    {"calinski-harabasz", Criterion::calinski_harabasz},
                                    {"silhouette", Criterion::silhouette},
                                    {"davies-bouldin", Criterion::davies_bouldin}};

std::vector<Option> network_options() {
  return {list_option("hierarchy.chain", "names, globs, ranges such as layers.{0..8}.mask; comma between",
                      "tensors of a file of weights or masks, from the inputs on; empty = all with two axes",
                      true, [](Config& c) -> std::vector<std::string>& { return c.hierarchy.chain; }),
          flag_option("hierarchy.transposed", "they are stored inputs x outputs", true,
                      [](Config& c) -> bool& { return c.hierarchy.transposed; }),
          number_option<double>("hierarchy.magnitude", "", {0, 1e38},
                                "weights of a magnitude up to this are no edges", true,
                                [](Config& c) -> double& { return c.hierarchy.magnitude; })};
}

std::vector<Option> detection_options() {
  return {
      choice_option<Direction>(
          "hierarchy.direction", "a unit is described by those it reaches, or that reach it", true,
          directions, [](Config& c) -> Direction& { return c.hierarchy.detection.features.direction; }),
      number_option<std::size_t>(
          "hierarchy.depth", "edges", {0, 1'000'000}, "over paths of at most so many edges; 0 = any", true,
          [](Config& c) -> std::size_t& { return c.hierarchy.detection.features.depth; }),
      flag_option("hierarchy.weighted", "by sums over paths of products of |weight|, not by 0 and 1", true,
                  [](Config& c) -> bool& { return c.hierarchy.detection.features.weighted; }),
      choice_option<FeatureDistance>(
          "hierarchy.distance", "of two descriptions", true, distances,
          [](Config& c) -> FeatureDistance& { return c.hierarchy.detection.distance; }),
      choice_option<Linkage>("hierarchy.linkage", "of clusters of units; ward with distance = euclidean",
                             true, linkages,
                             [](Config& c) -> Linkage& { return c.hierarchy.detection.linkage; }),
      choice_option<Criterion>("hierarchy.criterion", "what chooses the number of clusters of a layer", true,
                               criteria,
                               [](Config& c) -> Criterion& { return c.hierarchy.detection.criterion; }),
      number_option<double>("hierarchy.modularity-threshold", "", {0, 1000},
                            "tau: a modularity above -tau is no evidence for clusters", true,
                            [](Config& c) -> double& { return c.hierarchy.detection.modularity_threshold; }),
      number_option<double>("hierarchy.merge-threshold", "", {0, 1000},
                            "theta: a cluster joins a module with more than this share of the edges of both",
                            true,
                            [](Config& c) -> double& { return c.hierarchy.detection.merge_threshold; })};
}

std::vector<Option> variant_options() {
  return {
      number_option<std::size_t>("hierarchy.unit-orders", "orders", {0, 100'000},
                                 "random orders of the units, to see whether ties decide the modules", true,
                                 [](Config& c) -> std::size_t& { return c.hierarchy.unit_orders; }),
      numbers_option<double>(
          "hierarchy.other-merge-thresholds", "", "other thetas that are tried and compared", {0, 1},
          [](Config& c) -> std::vector<double>& { return c.hierarchy.other_merge_thresholds; }, true),
      numbers_option<double>(
          "hierarchy.other-modularity-thresholds", "", "other taus that are tried and compared", {0, 1},
          [](Config& c) -> std::vector<double>& { return c.hierarchy.other_modularity_thresholds; }, true)};
}

}  // namespace

std::vector<Option> hierarchy_options() {
  std::vector<Option> all;
  for (auto part : {network_options(), detection_options(), variant_options()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

artifact::HierarchyConvention hierarchy_convention(const Config& config) {
  const HierarchyConfig& given = config.hierarchy;
  const hierarchy::DetectionOptions& detection = given.detection;
  artifact::HierarchyConvention convention;
  convention.features = fmt::format(
      "{}, {}, {}", name_of(directions, detection.features.direction),
      detection.features.depth == 0 ? "any depth" : fmt::format("depth {}", detection.features.depth),
      detection.features.weighted ? "sums over paths of products of |weight|" : "0 or 1");
  convention.distance = name_of(distances, detection.distance);
  convention.linkage = name_of(linkages, detection.linkage);
  convention.criterion = name_of(criteria, detection.criterion);
  convention.modularity_threshold = fmt::format("{}", detection.modularity_threshold);
  convention.merge_threshold = fmt::format("{}", detection.merge_threshold);
  convention.magnitude = fmt::format("{}", given.magnitude);
  convention.unit_orders = fmt::format("{}", given.unit_orders);
  convention.seed = fmt::format("{}", config.study.seed);
  return convention;
}

}  // namespace netseam::pipeline
