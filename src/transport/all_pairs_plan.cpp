#include "netseam/transport/all_pairs_plan.hpp"

#include "netseam/data/layer_distances.hpp"

#include <algorithm>
#include <span>

namespace netseam::transport {
namespace {

std::vector<LayerPair> open_pairs(const PlanInput& input) {
  auto pairs = tiled_pairs(input.layers.size());
  if (input.finished.empty()) return pairs;
  std::erase_if(pairs, [&](const LayerPair& pair) {
    return input.finished.at(data::pair_index(pair.first, pair.second, input.layers.size())) != 0;
  });
  return pairs;
}

void choose_shares(const PlanInput& input, AllPairsPlan& plan) {
  const std::size_t far = put_near_pairs_last(plan.pairs, input.layers.size());
  std::vector<double> cost;
  cost.reserve(plan.pairs.size());
  for (const auto& [first, second] : plan.pairs) {
    const double depth_gap = static_cast<double>(second - first) / static_cast<double>(input.layers.size());
    cost.push_back(pair_cost(input.layers[first].points, input.layers[second].points, depth_gap));
  }
  const auto far_shares = proportional_shares(std::span(cost).first(far), input.ranks_of_node);
  const auto near_shares = proportional_shares(std::span(cost).subspan(far), input.ranks_of_node);
  for (std::size_t node = 0; node < input.ranks_of_node.size(); ++node) {
    const auto& near = near_shares[node];
    plan.share.push_back({far_shares[node], {far + near.begin, far + near.end}});
  }
}

/// Layers in the order in which a node's share needs them, then the other ones that it holds.
std::vector<std::size_t> order_of_need(const AllPairsPlan& plan, std::size_t node) {
  std::vector<std::size_t> order;
  std::vector<char> seen(plan.held[node].size(), 0);
  const auto add = [&](std::size_t layer) {
    if (!seen[layer]) order.push_back(layer);
    seen[layer] = 1;
  };
  for (const auto& range : plan.share[node]) {
    for (std::size_t k = range.begin; k < range.end; ++k) {
      add(plan.pairs[k].first);
      add(plan.pairs[k].second);
    }
  }
  for (std::size_t layer = 0; layer < seen.size(); ++layer) {
    if (plan.held[node][layer]) add(layer);
  }
  return order;
}

void choose_held_layers(const PlanInput& input, AllPairsPlan& plan) {
  const auto needed_by_any = layers_needed(plan.pairs, {0, plan.pairs.size()}, input.layers.size());
  plan.held.assign(plan.share.size(), needed_by_any);
  if (input.placement == LayerPlacement::everywhere) return;
  for (std::size_t node = 0; node < plan.share.size(); ++node) {
    std::fill(plan.held[node].begin(), plan.held[node].end(), 0);
    for (const std::size_t layer : order_of_need(plan, node)) plan.held[node][layer] = 1;
  }
}

/// Gives every layer that is needed an owner: the node that is furthest behind takes the next one that it
/// needs.
void choose_owner_nodes(const PlanInput& input, AllPairsPlan& plan) {
  const std::size_t nodes = plan.share.size();
  std::vector<std::vector<std::size_t>> wanted;
  for (std::size_t node = 0; node < nodes; ++node) wanted.push_back(order_of_need(plan, node));
  std::vector<std::size_t> next(nodes, 0);
  std::vector<double> load(nodes, 0);
  const auto give = [&](std::size_t node, std::size_t layer) {
    plan.owner_node[layer] = node;
    plan.build_order.push_back(layer);
    load[node] += build_cost(input.layers[layer]) / static_cast<double>(input.ranks_of_node[node]);
  };
  while (true) {
    std::size_t chosen = AllPairsPlan::nobody;
    for (std::size_t node = 0; node < nodes; ++node) {
      while (next[node] < wanted[node].size() &&
             plan.owner_node[wanted[node][next[node]]] != AllPairsPlan::nobody) {
        ++next[node];
      }
      const bool wants = next[node] < wanted[node].size();
      if (wants && (chosen == AllPairsPlan::nobody || load[node] < load[chosen])) chosen = node;
    }
    if (chosen == AllPairsPlan::nobody) break;
    give(chosen, wanted[chosen][next[chosen]]);
  }
  for (std::size_t layer = 0; layer < input.layers.size(); ++layer) {  // those whose scale alone is missing
    const bool known = !input.known_scale.empty() && input.known_scale.at(layer) > 0;
    if (known || plan.owner_node[layer] != AllPairsPlan::nobody) continue;
    const auto node = static_cast<std::size_t>(std::min_element(load.begin(), load.end()) - load.begin());
    plan.held[node][layer] = 1;
    give(node, layer);
  }
}

void choose_owner_ranks(const PlanInput& input, AllPairsPlan& plan) {
  std::vector<std::vector<double>> load;
  for (const std::size_t ranks : input.ranks_of_node) load.emplace_back(ranks, 0.0);
  for (const std::size_t layer : plan.build_order) {
    auto& of_node = load[plan.owner_node[layer]];
    const auto least = std::min_element(of_node.begin(), of_node.end());
    plan.owner_rank[layer] = static_cast<std::size_t>(least - of_node.begin());
    *least += build_cost(input.layers[layer]);
  }
}

}  // namespace

double build_cost(const data::LayerShape& layer) {
  const auto n = static_cast<double>(layer.points), d = static_cast<double>(layer.width);
  return n * n * (d + 4.0 / 3.0 * n);  // Gram matrix and eigenvalues
}

AllPairsPlan plan_all_pairs(const PlanInput& input) {
  AllPairsPlan plan;
  plan.pairs = open_pairs(input);
  choose_shares(input, plan);
  plan.owner_node.assign(input.layers.size(), AllPairsPlan::nobody);
  plan.owner_rank.assign(input.layers.size(), AllPairsPlan::nobody);
  choose_held_layers(input, plan);
  choose_owner_nodes(input, plan);
  choose_owner_ranks(input, plan);
  return plan;
}

}  // namespace netseam::transport
