#include "joined_layers.hpp"

#include "netseam/data/layer_pairs.hpp"

#include <utility>

namespace netseam::pipeline {

transport::AllPairsTask joined_task(const Config& config, const LayersInput& input,
                                    const std::vector<data::LayerShape>& others,
                                    std::function<data::LayerActivations(std::size_t other)> load_other) {
  transport::AllPairsTask task;
  const std::size_t layers = input.shapes.size(), all = layers + others.size();
  task.layers = input.shapes;
  task.layers.insert(task.layers.end(), others.begin(), others.end());
  task.space = input.space;
  task.pair = input.pair;
  task.ranks_per_node = config.run.ranks_per_node;
  task.load = [&input, load_other = std::move(load_other), layers](std::size_t layer) {
    return layer < layers ? input.reader.read(layer, input.rows) : load_other(layer - layers);
  };
  task.finished.assign(data::pair_count(all), 0);
  for (std::size_t first = 0; first < layers; ++first)
    for (std::size_t second = first + 1; second < layers; ++second)
      task.finished[data::pair_index(first, second, all)] = 1;
  return task;
}

}  // namespace netseam::pipeline
