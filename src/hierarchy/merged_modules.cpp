#include "netseam/hierarchy/merged_modules.hpp"

#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace netseam::hierarchy {
namespace {

// Edges from modules of one layer, numbered from 0 there, to clusters of the next.
struct EdgeCounts {
  std::size_t modules, clusters;
  std::vector<std::size_t> count;       // modules x clusters
  std::vector<std::size_t> from, into;  // sums of rows and columns

  EdgeCounts(std::span<const data::LayerEdge> edges, const std::vector<std::size_t>& module,
             const std::vector<std::size_t>& cluster)
      : modules(stats::group_count(module)),
        clusters(stats::group_count(cluster)),
        count(modules * clusters, 0),
        from(modules, 0),
        into(clusters, 0) {
    for (const data::LayerEdge& edge : edges) {
      ++count[module[edge.source] * clusters + cluster[edge.target]];
      ++from[module[edge.source]];
      ++into[cluster[edge.target]];
    }
  }
  // Whether `cluster` joins `module`.
  bool joined(std::size_t module, std::size_t cluster, double threshold, bool last) const {
    const auto edges = static_cast<double>(count[module * clusters + cluster]);
    if (edges == 0) return false;
    return edges / static_cast<double>(into[cluster]) > threshold &&
           (last || edges / static_cast<double>(from[module]) > threshold);
  }
};

// Labels as places in the sorted list of those that occur, and that list.
std::vector<std::size_t> dense_labels(const std::vector<std::size_t>& label, std::vector<std::size_t>& name) {
  name = label;
  std::ranges::sort(name);
  name.erase(std::unique(name.begin(), name.end()), name.end());
  std::vector<std::size_t> dense;
  for (const std::size_t l : label)
    dense.push_back(static_cast<std::size_t>(std::ranges::lower_bound(name, l) - name.begin()));
  return dense;
}

void number_by_appearance(std::vector<std::vector<std::size_t>>& module) {
  std::vector<std::size_t> all;
  for (const auto& layer : module) all.insert(all.end(), layer.begin(), layer.end());
  all = stats::numbered_by_appearance(all);
  std::size_t next = 0;
  for (auto& layer : module)
    for (std::size_t& label : layer) label = all[next++];
}

}  // namespace

std::vector<std::vector<std::size_t>> merge_clusters(const CondensedNetwork& network,
                                                     const std::vector<std::vector<std::size_t>>& cluster,
                                                     double threshold) {
  std::vector<std::vector<std::size_t>> module{cluster.front()};
  std::size_t opened = stats::group_count(cluster.front());
  for (std::size_t l = 1; l < cluster.size(); ++l) {
    std::vector<std::size_t>
        name;  // of the modules of the layer before, ascending: first opened, first asked
    const EdgeCounts edges(network.edge[l - 1], dense_labels(module.back(), name), cluster[l]);
    std::vector<std::size_t> joins(edges.clusters);
    for (std::size_t c = 0; c < edges.clusters; ++c) {
      std::size_t m = 0;
      while (m < edges.modules && !edges.joined(m, c, threshold, l + 1 == cluster.size())) ++m;
      joins[c] = m < edges.modules ? name[m] : opened++;
    }
    std::vector<std::size_t> label;
    for (const std::size_t c : cluster[l]) label.push_back(joins[c]);
    module.push_back(std::move(label));
  }
  number_by_appearance(module);
  return module;
}

std::vector<data::ModuleEdge> module_edges(const CondensedNetwork& network,
                                           const std::vector<std::vector<std::size_t>>& module) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> count;
  for (std::size_t l = 0; l < network.edge.size(); ++l)
    for (const data::LayerEdge& edge : network.edge[l]) {
      const std::size_t from = module[l][edge.source], to = module[l + 1][edge.target];
      if (from != to) ++count[{from, to}];
    }
  std::vector<data::ModuleEdge> edges;
  for (const auto& [ends, number] : count) edges.push_back({ends.first, ends.second, number});
  return edges;
}

}  // namespace netseam::hierarchy
