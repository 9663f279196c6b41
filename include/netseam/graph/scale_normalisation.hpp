#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/parallel/communicator.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace netseam::graph {

/// What the incoming weights of a hidden unit are divided by, and its outgoing ones multiplied by. A network
/// of ReLUs does the same after it, and networks that differ by such factors become one.
enum class ScaleNormalisation {
  none,      // as published
  mean_abs,  // mean of |w| over all incoming places, zeros too
  l2         // root of the sum of squares
};

struct ScaleNormalisationName {
  ScaleNormalisation normalisation;
  std::string_view name;
};
inline constexpr std::array<ScaleNormalisationName, 3> scale_normalisations = {
    {{ScaleNormalisation::none, "none"},
     {ScaleNormalisation::mean_abs, "mean-abs"},
     {ScaleNormalisation::l2, "l2"}}};

/// The scale of every neuron (N, the same bits on any number of ranks), layer by layer from the inputs on:
/// that of its incoming weights after the scales of the layers before; 1 for layers without incoming or
/// without outgoing blocks and for units without incoming weights. Throws ConfigError where layers feed each
/// other in a circle, InputError as BlockGraph. Collective; each rank asks for some rows of every block, each
/// once. Source: mod_weights of the code released with Hod et al. 2021, arXiv:2110.08058 (mean_abs); its
/// rewrite in PyTorch (l2, there with 1e-5 added to the norm).
[[nodiscard]] std::vector<double> unit_scales(const parallel::Communicator& communicator,
                                              const data::NeuronNetwork& network, const BlockRows& rows,
                                              ScaleNormalisation normalisation);

/// Weights w(target, source) scale(source) / scale(target).
[[nodiscard]] BlockRows scaled_rows(const data::NeuronNetwork& network, BlockRows rows,
                                    std::vector<double> scale);

}  // namespace netseam::graph
