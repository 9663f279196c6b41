#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/weight_storage.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace netseam::graph {

/// Spearman: Pearson's correlation of ranks, tied values sharing the mean of their ranks.
enum class Correlation { spearman, pearson };

/// Gives what units first_unit, first_unit + 1, ... of a layer respond to all samples: samples x units,
/// row-major. Called on one rank alone; may throw.
using UnitResponses =
    std::function<void(std::size_t layer, std::size_t first_unit, std::size_t units, std::span<float> out)>;

struct CorrelationGraphOptions {
  Correlation correlation = Correlation::spearman;
  /// Keep edges whose squared correlation is at least this.
  double threshold = 0;
  /// > 0: keep an edge only where one end is among so many nearest of the other (ties for the last place all
  /// count). Takes one more computation of all correlations, and 4 bytes for each neuron and neighbour.
  std::size_t nearest = 0;
  /// float32 and bfloat16: half of the matrix is kept (N^2 / 2 weights, shared out over the ranks), or what
  /// is left of it as a sparse matrix; recomputed: tiles of correlations are computed again in every product.
  WeightStorage storage;
};

/// The activation graph: units joined by the squares of the correlations of their responses over samples,
/// within layers and across them; no unit with itself. `layer`: all of them for the global graph, one for a
/// local one. A unit that does not vary over the samples has no edges. Correlations are float32 products of
/// standardised responses, so a square is off by some 1e-6; all results are the same on any number of ranks,
/// but for the last bits of apply(). Throws InputError for a response that is NaN or infinite, naming layer,
/// sample and unit. `backend` must outlive a recomputed graph. Collective. Computing all correlations takes
/// N^2 n flop for N units and n samples, shared out over the ranks; memory of a node N n float32, besides the
/// storage. Source: Hod et al. 2021, arXiv:2110.08058 (Spearman, squared).
[[nodiscard]] BlockGraph make_correlation_graph(const parallel::Communicator& communicator,
                                                const linalg::DenseBackend& backend,
                                                const std::vector<data::NeuronLayer>& layers,
                                                std::size_t samples, const UnitResponses& responses,
                                                const CorrelationGraphOptions& options = {});

/// The weights of the same graph for all pairs of units, as make_pair_graph takes them, on every rank: units
/// (units - 1) / 2 float32, for graphs that are shuffled (shuffle_block of one row of them). The same bits on
/// any number of ranks; the storage does not count; errors and cost as above. Collective.
[[nodiscard]] std::vector<float> squared_correlations(const parallel::Communicator& communicator,
                                                      const linalg::DenseBackend& backend,
                                                      const std::vector<data::NeuronLayer>& layers,
                                                      std::size_t samples, const UnitResponses& responses,
                                                      const CorrelationGraphOptions& options = {});

}  // namespace netseam::graph
