#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/pipeline/neurons_page.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <algorithm>
#include <set>

namespace netseam::pipeline {
namespace {

bool same_layers(const data::GraphPartition& a, const data::GraphPartition& b) {
  return std::equal(a.layer.begin(), a.layer.end(), b.layer.begin(), b.layer.end(),
                    [](const auto& x, const auto& y) { return x.name == y.name && x.units == y.units; });
}

// more than colours could tell apart; the matrix of common neurons stays small
constexpr std::size_t most_matched = 2048;

/// Clusters of the neurons that are in both graphs.
struct CommonLabels {
  std::vector<std::size_t> before, now;
};

CommonLabels common_labels(const data::GraphPartition& before, const data::GraphPartition& now) {
  CommonLabels labels;
  for (std::size_t neuron = 0; neuron < now.label.size(); ++neuron) {
    if (before.label[neuron] == data::not_in_graph || now.label[neuron] == data::not_in_graph) continue;
    labels.before.push_back(static_cast<std::size_t>(before.label[neuron]));
    labels.now.push_back(static_cast<std::size_t>(now.label[neuron]));
  }
  return labels;
}

/// For each cluster of now the one before with which it is matched, or -1. Most neurons in common in all.
std::vector<std::int64_t> matched_clusters(const CommonLabels& labels, std::size_t before, std::size_t now) {
  const std::size_t size = std::max(before, now), stride = core::padded<float>(size);
  core::AlignedBuffer<float> cost(size * stride);
  for (std::size_t k = 0; k < labels.now.size(); ++k) cost[labels.now[k] * stride + labels.before[k]] -= 1;
  assignment::AssignmentSolver solver(size);
  const core::MatrixView<const float> costs(cost.data(), size, size, stride);
  solver.begin(costs);
  static_cast<void>(solver.solve(costs, {}));
  std::vector<std::int64_t> matched(now, -1);
  for (std::size_t k = 0; k < now; ++k) {
    const auto with = static_cast<std::size_t>(solver.column_of_row()[k]);
    if (with < before && cost[k * stride + with] < 0) matched[k] = static_cast<std::int64_t>(with);
  }
  return matched;
}

/// Colours of the matched clusters before; the others take the first ones that are free.
std::vector<std::size_t> followed_colours(const std::vector<std::int64_t>& matched,
                                          const std::vector<std::size_t>& before) {
  std::set<std::size_t> taken;
  for (const auto with : matched)
    if (with >= 0) taken.insert(before[static_cast<std::size_t>(with)]);
  std::vector<std::size_t> colours;
  std::size_t next = 0;
  for (const auto with : matched) {
    if (with >= 0) {
      colours.push_back(before[static_cast<std::size_t>(with)]);
      continue;
    }
    while (taken.contains(next)) ++next;
    taken.insert(next);
    colours.push_back(next);
  }
  return colours;
}

void follow(const report::PartitionPage& before, report::PartitionPage& now) {
  if (before.partition.graph != now.partition.graph || !same_layers(before.partition, now.partition)) return;
  const auto labels = common_labels(before.partition, now.partition);
  if (labels.now.empty()) return;
  const std::size_t clusters = std::max(before.partition.cluster.size(), now.partition.cluster.size());
  now.agreement = stats::adjusted_rand_index(labels.before, labels.now);
  if (clusters > most_matched) return;
  now.colour = followed_colours(
      matched_clusters(labels, before.partition.cluster.size(), now.partition.cluster.size()), before.colour);
}

}  // namespace

void follow_clusters(std::vector<report::NeuronsPage>& pages) {
  for (std::size_t k = 1; k < pages.size(); ++k)
    for (auto& now : pages[k].partition)
      for (const auto& before : pages[k - 1].partition) follow(before, now);
}

}  // namespace netseam::pipeline
