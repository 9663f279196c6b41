#include "netseam/pipeline/checkpoint_page.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

const char* name_of(data::Start start) {
  switch (start) {
    case data::Start::identity:
      return "identity";
    case data::Start::product:
      return "product";
    case data::Start::previous:
      return "previous checkpoint";
    case data::Start::perturbed:
      return "perturbed";
  }
  return "unknown";
}

std::string pair_words(const data::PairDistance& pair) {
  const bool converged = pair.status == data::SolveStatus::converged;
  return fmt::format("start {}, {}", name_of(pair.start), converged ? "converged" : "did not converge");
}

constexpr const char* gromov_wasserstein = "gw";

/// Memoli's distance of a loss (2011, definition 5.7).
double distance_of(double loss) { return std::sqrt(loss) / 2; }

bool is_grouped(const data::LayerDistances& layers, const std::string& measure) {
  return layers.grouped == measure || (layers.grouped.empty() && measure == gromov_wasserstein);
}

report::MeasureTable gromov_wasserstein_table(const data::LayerDistances& layers,
                                              const artifact::LayersConvention& convention) {
  report::MeasureTable table;
  table.name = gromov_wasserstein;
  table.title = "GW distance";
  table.unit = "none";
  table.free_coupling = true;
  table.grouped = is_grouped(layers, table.name);
  if (table.grouped) table.segmentation = layers.segmentation;
  for (const auto& pair : layers.pair) {
    table.value.push_back(distance_of(pair.loss));
    table.least.push_back(distance_of(pair.lower_bound));
    const std::string words = pair_words(pair);
    auto found = std::find(table.word.begin(), table.word.end(), words);
    if (found == table.word.end()) found = table.word.insert(found, words);
    table.word_of.push_back(static_cast<std::uint8_t>(found - table.word.begin()));
    if (pair.status != data::SolveStatus::converged) ++table.not_converged;
  }
  table.note = layers.gw_note;
  if (convention.start == "identity")
    table.note.push_back(
        "every descent began at the coupling that matches each sample with itself. Another start may lead to "
        "smaller values (layers.start = best).");
  return table;
}

report::MeasureTable measure_table(const data::LayerDistances& layers, const data::MeasureMatrix& measure) {
  report::MeasureTable table;
  table.name = measure.name;
  table.title = measure.title;
  table.unit = measure.unit;
  table.kind = measure.kind;
  table.value = measure.value;
  table.self = measure.self;
  table.segmentation = is_grouped(layers, measure.name) ? layers.segmentation : measure.segmentation;
  table.note = measure.note;
  return table;
}

/// A dendrogram can be drawn of merges that use every cluster once.
void require_tree(const data::LayerClustering& clustering, const std::string& checkpoint) {
  std::vector<char> used(2 * clustering.merge.size() + 1, 0);
  for (const auto& merge : clustering.merge)
    for (const std::size_t cluster : {merge.first, merge.second}) {
      if (used.at(cluster) != 0)
        throw core::InputError({checkpoint, "groups/clustering/" + clustering.method,
                                fmt::format("cluster {} in two merges", cluster), "every cluster in one"});
      used[cluster] = 1;
    }
}

/// The merges of the first clustering that has some.
void add_dendrogram(report::MeasureTable& table, const std::vector<data::LayerClustering>& clusterings,
                    const std::string& checkpoint) {
  for (const auto& clustering : clusterings) {
    if (clustering.merge.empty()) continue;
    require_tree(clustering, checkpoint);
    table.clustering = clustering.method;
    table.merge = clustering.merge;
    return;
  }
}

}  // namespace

report::CheckpointPage checkpoint_page(const artifact::LayersFile& file, const std::string& checkpoint) {
  const data::LayerDistances& layers = file.layers;
  report::CheckpointPage page;
  page.name = checkpoint;
  page.layer = layers.name;
  if (layers.order) page.order = data::name_of(*layers.order);
  page.order_warning = artifact::order_warning(layers);
  page.samples = layers.sample.size();
  page.profile = layers.profile;
  page.clustering = layers.clustering;
  page.target = layers.target;
  page.cross = layers.cross;
  for (auto& cross : page.cross) cross.pair.clear();
  if (layers.has_gw) page.measure.push_back(gromov_wasserstein_table(layers, file.convention));
  for (const auto& measure : layers.measure) page.measure.push_back(measure_table(layers, measure));
  std::stable_partition(page.measure.begin(), page.measure.end(),
                        [&](const auto& table) { return is_grouped(layers, table.name); });
  if (!page.measure.empty() && is_grouped(layers, page.measure.front().name))
    add_dendrogram(page.measure.front(), layers.clustering, checkpoint);
  page.provenance = file.provenance.entries;
  if (!layers.has_gw) return page;
  page.provenance.emplace_back("ground distance", file.convention.ground_distance);
  page.provenance.emplace_back("normalisation", file.convention.normalisation);
  page.provenance.emplace_back("GW distance", file.convention.loss);
  return page;
}

}  // namespace netseam::pipeline
