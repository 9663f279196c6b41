#include "node_spaces.hpp"

namespace netseam::transport {

std::size_t node_spaces_bytes(std::size_t index, const AllPairsPlan& plan,
                              const std::vector<data::LayerShape>& layers,
                              const MetricSpaceOptions& options) {
  std::size_t bytes = 0;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    if (plan.held[index][layer]) bytes += metric_space_bytes(layers[layer].points, options);
  }
  return bytes;
}

NodeSpaces::NodeSpaces(const parallel::Communicator& node, std::size_t index, const AllPairsPlan& plan,
                       const std::vector<data::LayerShape>& layers, const MetricSpaceOptions& options)
    : options_(options),
      flags_(node, layers.size()),
      memory_(node, node_spaces_bytes(index, plan, layers, options)) {
  std::size_t offset = 0;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    points_.push_back(layers[layer].points);
    offset_.push_back(offset);
    size_.push_back(plan.held[index][layer] ? metric_space_bytes(points_[layer], options) : 0);
    offset += size_[layer];
  }
}

std::span<std::byte> NodeSpaces::block(std::size_t layer) const {
  return memory_.bytes().subspan(offset_[layer], size_[layer]);
}

MetricSpace NodeSpaces::space(std::size_t layer) const {
  return view_metric_space(points_[layer], options_, block(layer));
}

std::vector<parallel::NodeBlock> NodeSpaces::blocks(const AllPairsPlan& plan) const {
  std::vector<parallel::NodeBlock> blocks;
  for (const std::size_t layer : plan.build_order) {
    parallel::NodeBlock entry{layer, static_cast<int>(plan.owner_node[layer]), {}, block(layer)};
    for (std::size_t node = 0; node < plan.held.size(); ++node) {
      if (node != plan.owner_node[layer] && plan.held[node][layer])
        entry.destinations.push_back(static_cast<int>(node));
    }
    blocks.push_back(std::move(entry));
  }
  return blocks;
}

}  // namespace netseam::transport
