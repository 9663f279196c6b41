#include "netseam/graph/scale_normalisation.hpp"

#include "own_rows.hpp"
#include "stored_weights.hpp"

#include "netseam/core/error.hpp"
#include "netseam/graph/weight_graph.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace netseam::graph {
namespace {

/// Layers in an order in which all sources of a layer stand before it.
std::vector<std::size_t> sources_first(const data::NeuronNetwork& network) {
  std::vector<std::size_t> open(network.layer.size(), 0),
      order;  // open: blocks whose source is not yet placed
  for (const auto& block : network.block) ++open[block.target];
  for (std::size_t l = 0; l < open.size(); ++l)
    if (open[l] == 0) order.push_back(l);
  for (std::size_t k = 0; k < order.size(); ++k)
    for (const auto& block : network.block)
      if (block.source == order[k] && --open[block.target] == 0) order.push_back(block.target);
  if (order.size() < network.layer.size())
    throw core::ConfigError("layers feed each other in a circle, so that their units cannot be normalised");
  return order;
}

/// Sums over the incoming weights of the units of one layer by one block: |w| s, or its squares.
std::vector<double> incoming_sums(const parallel::Communicator& communicator,
                                  const data::NeuronNetwork& network, std::size_t which,
                                  const BlockRows& rows, ScaleNormalisation normalisation,
                                  const std::vector<double>& scale) {
  const data::WeightBlock& block = network.block[which];
  const std::size_t columns = network.layer[block.source].units, units = network.layer[block.target].units;
  const double* of_source = scale.data() + network.first_neuron(block.source);
  std::vector<double> sum(units,
                          0.0);  // of this rank's rows; those of others stay 0, so that adding is exact
  parallel::agree(communicator, [&] {
    const GraphBlock alone{block.name, 0, units, 0, columns};
    std::vector<float> values;
    for (const OwnRows& part : share_rows({&alone, 1}, 0, static_cast<std::size_t>(communicator.size()),
                                          static_cast<std::size_t>(communicator.rank())))
      for (std::size_t first = part.first; first < part.first + part.rows; first += part.rows_at_once) {
        const std::size_t count = std::min(part.rows_at_once, part.first + part.rows - first);
        values.resize(count * columns);
        rows(which, first, count, values);
        make_stored(block.name, first, columns, DenseStorage::float32, values);
        for (std::size_t k = 0; k < values.size(); ++k) {
          const double weight = static_cast<double>(values[k]) * of_source[k % columns];
          sum[first + k / columns] += normalisation == ScaleNormalisation::l2 ? weight * weight : weight;
        }
      }
  });
  parallel::all_reduce_in_place(communicator, sum, parallel::Reduction::sum);
  return sum;
}

}  // namespace

std::vector<double> unit_scales(const parallel::Communicator& communicator,
                                const data::NeuronNetwork& network, const BlockRows& rows,
                                ScaleNormalisation normalisation) {
  check_network(network);
  std::vector<double> scale(network.neurons(), 1.0);
  if (normalisation == ScaleNormalisation::none) return scale;
  for (const std::size_t layer : parallel::agree(communicator, [&] { return sources_first(network); })) {
    const bool feeds = std::any_of(network.block.begin(), network.block.end(),
                                   [&](const auto& block) { return block.source == layer; });
    if (!feeds) continue;
    std::vector<double> sum(network.layer[layer].units, 0.0);
    std::size_t sources = 0;
    for (std::size_t b = 0; b < network.block.size(); ++b) {
      if (network.block[b].target != layer) continue;
      const auto part = incoming_sums(communicator, network, b, rows, normalisation, scale);
      for (std::size_t u = 0; u < sum.size(); ++u) sum[u] += part[u];
      sources += network.layer[network.block[b].source].units;
    }
    for (std::size_t u = 0; u < sum.size(); ++u)
      if (sum[u] > 0)
        scale[network.first_neuron(layer) + u] = normalisation == ScaleNormalisation::l2
                                                     ? std::sqrt(sum[u])
                                                     : sum[u] / static_cast<double>(sources);
  }
  return scale;
}

BlockRows scaled_rows(const data::NeuronNetwork& network, BlockRows rows, std::vector<double> scale) {
  return [network, rows = std::move(rows), scale = std::move(scale)](
             std::size_t which, std::size_t first, std::size_t count, std::span<float> out) {
    rows(which, first, count, out);
    const data::WeightBlock& block = network.block[which];
    const std::size_t columns = network.layer[block.source].units;
    const double* of_source = scale.data() + network.first_neuron(block.source);
    const double* of_target = scale.data() + network.first_neuron(block.target) + first;
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        float& weight = out[r * columns + c];
        weight = static_cast<float>(static_cast<double>(weight) * of_source[c] / of_target[r]);
      }
  };
}

}  // namespace netseam::graph
