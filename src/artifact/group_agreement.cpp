#include "group_agreement.hpp"

#include "pair_matrix.hpp"

#include "netseam/stats/partition_agreement.hpp"

#include <cmath>

namespace netseam::artifact {
namespace {

std::vector<std::size_t> labels_of(const data::Segmentation& groups, std::size_t layers) {
  const auto label = group_of_layer(layers, groups.border);
  return {label.begin(), label.end()};
}

bool was_grouped(const data::MeasureMatrix& measure) {
  for (const double distance : measure.distance)
    if (!std::isfinite(distance)) return false;
  return true;
}

}  // namespace

std::vector<GroupAgreement> group_agreements(const data::LayerDistances& layers) {
  const auto reference = labels_of(layers.segmentation, layers.name.size());
  std::vector<GroupAgreement> found;
  const auto add = [&](const std::string& name, const std::vector<std::size_t>& label) {
    found.push_back({name, stats::adjusted_rand_index(reference, label),
                     stats::variation_of_information(reference, label)});
  };
  for (const auto& measure : layers.measure)
    if (measure.name != layers.grouped && was_grouped(measure))
      add(measure.name, labels_of(measure.segmentation, layers.name.size()));
  for (const auto& clustering : layers.clustering)
    add(layers.grouped + ", " + clustering.method, clustering.label);
  return found;
}

}  // namespace netseam::artifact
