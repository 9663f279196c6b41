#include "netseam/core/random_stream.hpp"
#include "netseam/hierarchy/find_modules.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <fmt/format.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace netseam::hierarchy {
namespace {

using LayerLabels = std::vector<std::vector<std::size_t>>;

// order[l][u]: which unit of layer l comes at place u.
LayerLabels random_orders(const CondensedNetwork& network, core::RandomStream& random) {
  LayerLabels order;
  for (const auto& kept : network.kept) {
    order.emplace_back(kept.size());
    std::iota(order.back().begin(), order.back().end(), std::size_t{0});
    random.shuffle(std::span(order.back()));
  }
  return order;
}

CondensedNetwork in_order(const CondensedNetwork& network, const LayerLabels& order) {
  CondensedNetwork result;
  LayerLabels place;
  for (std::size_t l = 0; l < order.size(); ++l) {
    place.emplace_back(order[l].size());
    result.kept.emplace_back();
    for (std::size_t u = 0; u < order[l].size(); ++u) {
      place[l][order[l][u]] = u;
      result.kept[l].push_back(network.kept[l][order[l][u]]);
    }
  }
  for (std::size_t l = 0; l < network.edge.size(); ++l) {
    result.edge.emplace_back();
    for (const data::LayerEdge& edge : network.edge[l])
      result.edge[l].push_back({static_cast<std::uint32_t>(place[l][edge.source]),
                                static_cast<std::uint32_t>(place[l + 1][edge.target]), edge.weight});
  }
  return result;
}

LayerLabels back_in_place(const LayerLabels& label, const LayerLabels& order) {
  LayerLabels result = label;
  for (std::size_t l = 0; l < order.size(); ++l)
    for (std::size_t u = 0; u < order[l].size(); ++u) result[l][order[l][u]] = label[l][u];
  return result;
}

bool clusters_differ(const LayerLabels& a, const LayerLabels& b) {
  for (std::size_t l = 0; l < a.size(); ++l)
    if (stats::numbered_by_appearance(a[l]) != stats::numbered_by_appearance(b[l])) return true;
  return false;
}

bool modules_differ(const LayerLabels& a, const LayerLabels& b) {
  const auto flat = [](const LayerLabels& labels) {
    std::vector<std::size_t> all;
    for (const auto& layer : labels) all.insert(all.end(), layer.begin(), layer.end());
    return stats::numbered_by_appearance(all);
  };
  return flat(a) != flat(b);
}

}  // namespace

void add_variants(data::NetworkModules& modules, const CondensedNetwork& network,
                  const DetectionOptions& options, const VariantPlan& plan) {
  const auto note = [&](std::string name, const LayerLabels& cluster, const LayerLabels& module) {
    modules.variant.push_back(
        {std::move(name), clusters_differ(cluster, modules.cluster), modules_differ(module, modules.module)});
  };
  core::RandomStream random(plan.seed, plan.unit, core::Purpose::unit_order);
  for (std::size_t i = 0; i < plan.unit_orders; ++i) {
    const LayerLabels order = random_orders(network, random);
    const data::NetworkModules other = find_modules(in_order(network, order), options);
    note(fmt::format("unit order {}", i + 1), back_in_place(other.cluster, order),
         back_in_place(other.module, order));
  }
  for (const double threshold : plan.merge_threshold) {
    DetectionOptions changed = options;
    changed.merge_threshold = threshold;
    const data::NetworkModules other = find_modules(network, changed);
    note(fmt::format("theta {}", threshold), other.cluster, other.module);
  }
  for (const double threshold : plan.modularity_threshold) {
    DetectionOptions changed = options;
    changed.modularity_threshold = threshold;
    const data::NetworkModules other = find_modules(network, changed);
    note(fmt::format("tau {}", threshold), other.cluster, other.module);
  }
}

}  // namespace netseam::hierarchy
