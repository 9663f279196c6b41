#include "layers_result.hpp"

#include "layer_groups.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/pair_values.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/side_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

data::Segmentation find_gw_groups(const parallel::Communicator& communicator,
                                  const data::LayerDistances& layers, PairValues pairs, const Config& config,
                                  const grouping::SegmentationOptions& options) {
  GroupingInput input;
  input.layers = layers.name.size();
  input.kind = grouping::PairValue::loss;
  input.seed = config.study.seed;
  input.value = std::move(pairs.loss);
  input.resampled = std::move(pairs.resampled);
  return find_groups(communicator, input, options);
}

std::string option_text(const Config& config, const std::string& key) {
  const auto& table = option_table();
  return std::find_if(table.begin(), table.end(), [&](const Option& o) { return o.key == key; })->get(config);
}

}  // namespace

data::LayerDistances describe_layers(const LayersInput& input) {
  data::LayerDistances layers;
  for (const auto& shape : input.shapes) {
    layers.name.push_back(shape.name);
    layers.points.push_back(shape.points);
    layers.width.push_back(shape.width);
  }
  layers.sample.assign(input.rows.begin(), input.rows.end());
  layers.order = input.reader.order();
  layers.has_gw = false;
  return layers;
}

void collect_pairs(const parallel::Communicator& communicator, const std::vector<double>& scale,
                   PairShards& shards, data::LayerDistances& layers) {
  const std::size_t pairs = data::pair_count(layers.name.size());
  const auto rank = static_cast<std::size_t>(communicator.rank()),
             size = static_cast<std::size_t>(communicator.size());
  layers.has_gw = true;
  layers.scale = scale;
  layers.first_pair = pairs * rank / size;
  layers.pair = shards.read(layers.first_pair, pairs * (rank + 1) / size);
}

void group_layers(const parallel::Communicator& communicator, const Config& config, const LayersInput& input,
                  const linalg::DenseBackend& backend, data::LayerDistances& layers) {
  layers.grouped = config.layers.measures.front();
  const bool by_gw = layers.grouped == "gw";
  const auto measure = std::find_if(layers.measure.begin(), layers.measure.end(),
                                    [&](const auto& candidate) { return candidate.name == layers.grouped; });
  if (!by_gw && measure == layers.measure.end())
    throw core::InternalError("no values of the measure " + layers.grouped);
  PairValues pairs;
  if (by_gw) pairs = gather_pairs(communicator, layers.pair);
  const auto value = by_gw ? pairs.loss : measure->distance;
  layers.segmentation =
      by_gw ? find_gw_groups(communicator, layers, std::move(pairs), config, input.segmentation)
            : measure->segmentation;
  if (!std::all_of(value.begin(), value.end(), [](double one) { return std::isfinite(one); })) return;
  const auto kind = by_gw ? grouping::PairValue::loss : grouping::PairValue::distance;
  layers.clustering = cluster_by_all_methods(communicator, backend, config,
                                             grouping::distances_of_pairs(value, layers.name.size(), kind));
}

artifact::LayersConvention convention_of(const Config& config) {
  artifact::LayersConvention convention;
  convention.ground_distance = option_text(config, "layers.distance");
  convention.normalisation = option_text(config, "layers.normalisation");
  convention.token_rule = option_text(config, "input.token");
  convention.image_rule = option_text(config, "input.image");
  convention.start = option_text(config, "layers.start");
  convention.gradient = option_text(config, "layers.gradient");
  convention.sample_seed = option_text(config, "study.seed");
  return convention;
}

}  // namespace netseam::pipeline
