#include "cluster_range.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/neuron_network.hpp"

#include <algorithm>
#include <string>

namespace netseam::spectral {

std::size_t check_cluster_range(std::span<const double> degree, std::span<const std::int32_t> component,
                                std::size_t fewest, std::size_t most) {
  if (component.size() != degree.size())
    throw core::InternalError("a graph has another number of component labels than of neurons");
  if (fewest == 0 || fewest > most) throw core::InternalError("the range of numbers of clusters is empty");
  std::size_t components = 0, neurons = 0;
  for (std::size_t i = 0; i < degree.size(); ++i) {
    if ((degree[i] > 0) != (component[i] != data::not_in_graph) || component[i] < data::not_in_graph)
      throw core::InternalError("component labels do not fit the degrees");
    if (component[i] == data::not_in_graph) continue;
    ++neurons;
    components = std::max(components, static_cast<std::size_t>(component[i]) + 1);
  }
  if (neurons < most)
    throw core::ConfigError("the graph has " + std::to_string(neurons) + " neurons with edges, too few for " +
                            std::to_string(most) + " clusters");
  if (components > fewest)
    throw core::ConfigError("the graph falls into " + std::to_string(components) +
                            " components that are not connected, so " + std::to_string(fewest) +
                            " clusters are not determined: ask for at least " + std::to_string(components) +
                            ", or leave out the small components");
  return components;
}

}  // namespace netseam::spectral
