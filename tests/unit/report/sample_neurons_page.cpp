#include "sample_neurons_page.hpp"

namespace netseam::test {
namespace {

constexpr std::size_t most_parts = 1000;  // a picture of more takes much memory

}  // namespace

report::NeuronsPage even_neurons(const std::string& name, std::size_t layers, std::size_t clusters) {
  report::PartitionPage page;
  auto& partition = page.partition;
  partition.graph = "weights";
  for (std::size_t layer = 0; layer < layers; ++layer) {
    partition.layer.push_back({"layer." + std::to_string(layer), 2 * clusters});
    for (std::size_t unit = 0; unit < 2 * clusters; ++unit)
      partition.label.push_back(static_cast<std::int32_t>(unit / 2));
  }
  partition.label.back() = data::not_in_graph;
  for (std::size_t k = 0; k < clusters; ++k) {
    partition.cluster.push_back({2 * layers - (k + 1 == clusters ? 1 : 0), 10, 2.5, 0.25});
    page.colour.push_back(k);
    page.cluster_layers.push_back("layer.0 to layer." + std::to_string(layers - 1));
    for (std::size_t layer = 0; layer < layers; ++layer)
      partition.picture.part.push_back({layer, static_cast<std::int32_t>(k), 2});
  }
  partition.picture.part.back().neurons = 1;
  if (partition.picture.part.size() > most_parts) partition.picture.part.clear();
  for (const auto& row : partition.picture.part)
    for (const auto& column : partition.picture.part)
      partition.picture.weight.push_back(row.cluster == column.cluster ? 1 : 0);
  partition.normalised_cut = 0.25 * static_cast<double>(clusters);
  for (std::size_t k = 0; k <= clusters; ++k) {
    partition.eigenvalue.push_back(k == clusters ? 0.75 : 0.01 * static_cast<double>(k));
    partition.residual.push_back(0);
  }
  partition.converged = true;
  partition.null = {{"layer", "how often a weight occurs", {1, 2, 3, 4}, 0.2, -2, 2.5, 1.1, 0.5},
                    {"strengths", "sums of weights", {1, 1.5, 2, 2.5}, 0.4, -1, 1.75, 0.6, 0.25}};
  page.null_words = {"p = 0.2", "p = 0.4"};
  page.eigengap = "0.5 (clear)";
  page.starts = "1.00 (stable)";
  report::NeuronsPage neurons;
  neurons.checkpoint = name;
  neurons.partition = {page};
  neurons.provenance = {{"study", "even"}};
  return neurons;
}

report::PageModel neurons_model(std::size_t checkpoints, std::size_t layers, std::size_t clusters) {
  report::PageModel model;
  model.study = "even";
  for (std::size_t k = 0; k < checkpoints; ++k)
    model.neurons.push_back(even_neurons("step" + std::to_string(k), layers, clusters));
  return model;
}

}  // namespace netseam::test
