#pragma once
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::mlp {

/// A network without the hidden units that its mask cuts off: no weight in, none out. They say 0 and learn
/// nothing, so what is left computes and learns the same, bit by bit, at less cost.
struct CompactNetwork {
  Network network;
  Mask mask;
  std::vector<std::size_t> place;  // of each of its parameters in the list of the full network
};

/// One unit of a layer stays even if all are cut off. Throws InternalError where shapes do not fit.
/// O(parameters).
[[nodiscard]] CompactNetwork compact_network(const Network& network, const Mask& mask);

/// Puts parameters of the compact network to their places in the full list; the others become 0.
void expand_parameters(const CompactNetwork& compact, std::span<const float> parameter,
                       std::span<float> full);

}  // namespace netseam::mlp
