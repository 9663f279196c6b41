#include "made_network.hpp"

#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::test {

MadeNetwork random_network(const std::vector<std::size_t>& units,
                           const std::vector<std::pair<std::size_t, std::size_t>>& blocks, std::uint64_t seed,
                           double zeros) {
  MadeNetwork made;
  for (std::size_t l = 0; l < units.size(); ++l)
    made.network.layer.push_back({"layer" + std::to_string(l), units[l]});
  for (const auto& [source, target] : blocks) {
    core::RandomStream random(seed, made.weights.size(), core::Purpose::test);
    made.network.block.push_back({"w" + std::to_string(made.weights.size()), source, target});
    std::vector<float> weights(units[source] * units[target]);
    for (float& w : weights) w = random.uniform() < zeros ? 0.0F : static_cast<float>(random.normal());
    made.weights.push_back(std::move(weights));
  }
  return made;
}

MadeNetwork chain_network(const std::vector<std::size_t>& units,
                          const std::vector<std::vector<float>>& weights) {
  MadeNetwork made;
  for (std::size_t l = 0; l < units.size(); ++l)
    made.network.layer.push_back({"layer" + std::to_string(l), units[l]});
  for (std::size_t b = 0; b < weights.size(); ++b) {
    made.network.block.push_back({"w" + std::to_string(b), b, b + 1});
    std::vector<float> turned(weights[b].size());
    for (std::size_t i = 0; i < units[b]; ++i)
      for (std::size_t j = 0; j < units[b + 1]; ++j)
        turned[j * units[b] + i] = weights[b][i * units[b + 1] + j];
    made.weights.push_back(std::move(turned));
  }
  return made;
}

std::vector<MadeNetwork> odd_networks(double zeros) {
  std::vector<MadeNetwork> made;
  made.push_back(random_network({7, 13, 29, 5}, {{0, 1}, {1, 2}, {2, 3}, {0, 2}, {1, 3}}, 1, zeros));
  made.push_back(random_network({9, 1, 0, 17, 1}, {{0, 1}, {1, 2}, {1, 3}, {3, 4}, {2, 4}}, 2, zeros));
  made.push_back(random_network({1100, 19, 530}, {{0, 1}, {1, 2}}, 3, zeros));
  made.push_back(random_network({3, 2}, {}, 4, zeros));
  return made;
}

std::vector<double> dense_adjacency(const MadeNetwork& made) {
  const std::size_t n = made.network.neurons();
  std::vector<double> adjacency(n * n, 0.0);
  for (std::size_t b = 0; b < made.weights.size(); ++b) {
    const auto& block = made.network.block[b];
    const std::size_t columns = made.network.layer[block.source].units;
    for (std::size_t k = 0; k < made.weights[b].size(); ++k) {
      const std::size_t i = made.network.first_neuron(block.target) + k / columns;
      const std::size_t j = made.network.first_neuron(block.source) + k % columns;
      adjacency[i * n + j] = adjacency[j * n + i] = std::abs(static_cast<double>(made.weights[b][k]));
    }
  }
  return adjacency;
}

}  // namespace netseam::test
