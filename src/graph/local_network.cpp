#include "netseam/graph/local_network.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <utility>

namespace netseam::graph {
namespace {

/// The chosen layers, and the chosen blocks by their new numbers.
LocalNetwork part_of(const data::NeuronNetwork& network, std::vector<std::size_t> layers,
                     std::vector<std::size_t> blocks, std::size_t centre) {
  std::sort(layers.begin(), layers.end());
  layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
  const auto number = [&](std::size_t layer) {
    return static_cast<std::size_t>(std::lower_bound(layers.begin(), layers.end(), layer) - layers.begin());
  };
  LocalNetwork local;
  for (const std::size_t layer : layers) local.network.layer.push_back(network.layer[layer]);
  for (const std::size_t b : blocks) {
    const data::WeightBlock& block = network.block[b];
    local.network.block.push_back({block.name, number(block.source), number(block.target)});
  }
  local.centre = number(centre);
  local.layer = std::move(layers);
  local.block = std::move(blocks);
  return local;
}

}  // namespace

LocalNetwork three_layers(const data::NeuronNetwork& network, std::size_t middle) {
  if (middle == 0 || middle + 1 >= network.layer.size())
    throw core::InternalError("three layers around the first or the last one were asked for");
  const auto near = [middle](std::size_t layer) { return layer + 1 >= middle && layer <= middle + 1; };
  std::vector<std::size_t> blocks;
  for (std::size_t b = 0; b < network.block.size(); ++b)
    if (near(network.block[b].source) && near(network.block[b].target)) blocks.push_back(b);
  return part_of(network, {middle - 1, middle, middle + 1}, std::move(blocks), middle);
}

LocalNetwork star_of_layer(const data::NeuronNetwork& network, std::size_t centre) {
  if (centre >= network.layer.size()) throw core::InternalError("the star of no layer was asked for");
  std::vector<std::size_t> layers = {centre}, blocks;
  for (std::size_t b = 0; b < network.block.size(); ++b) {
    const auto [name, source, target] = network.block[b];
    if (source != centre && target != centre) continue;
    blocks.push_back(b);
    layers.push_back(source == centre ? target : source);
  }
  return part_of(network, std::move(layers), std::move(blocks), centre);
}

BlockRows local_rows(const LocalNetwork& local, BlockRows rows) {
  return [block = local.block, rows = std::move(rows)](std::size_t which, std::size_t first,
                                                       std::size_t count, std::span<float> out) {
    rows(block[which], first, count, out);
  };
}

}  // namespace netseam::graph
