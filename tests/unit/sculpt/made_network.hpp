#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/mlp/network.hpp"

#include <cstdint>
#include <utility>
#include <vector>

/// A network with normal weights and biases.
inline netseam::mlp::Network made_network(std::vector<std::size_t> units, std::uint64_t seed = 1) {
  netseam::mlp::Network network;
  network.shape.units = std::move(units);
  netseam::core::RandomStream random(seed, 0, netseam::core::Purpose::test);
  for (std::size_t i = 0; i < network.shape.parameters(); ++i)
    network.parameter.push_back(static_cast<float>(random.normal()));
  return network;
}
