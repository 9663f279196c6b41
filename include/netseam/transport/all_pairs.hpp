#pragma once
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/phase_timer.hpp"
#include "netseam/transport/all_pairs_plan.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace netseam::transport {

/// All that solve_all_pairs needs. The same on every rank, but for what the functions do there.
struct AllPairsTask {
  std::vector<data::LayerShape> layers;
  MetricSpaceOptions space;
  PairOptions pair;

  /// Reads one layer: layers[layer].points x layers[layer].width. Called once for a layer over all ranks. May
  /// throw.
  std::function<data::LayerActivations(std::size_t layer)> load;
  /// By pair_index: true = its result is known already. Empty = none is.
  std::vector<char> finished;
  /// By layer: scale if it is known already, else 0. Empty = none is. A layer of known scale that no open
  /// pair needs is not read again; one of unknown scale is always read, since `scale` is part of the result.
  std::vector<double> known_scale;
  /// Permutation of the pair that another run found, or nothing; needed for data::Start::previous only. May
  /// be empty.
  std::function<std::vector<std::int32_t>(std::size_t pair)> previous;
  /// Takes the scale of a layer, on the rank that built it, before any pair is solved. May be empty; may
  /// throw.
  std::function<void(std::size_t layer, double scale)> on_scale;
  /// Takes a result, on the rank that solved the pair, at once. May throw (full disk).
  std::function<void(std::size_t pair, data::PairDistance&&)> on_result;
  /// Called on rank 0 between its pairs: pairs done over all ranks, with the finished ones, and all pairs.
  /// May be empty.
  std::function<void(std::size_t done, std::size_t total)> on_progress;

  LayerPlacement placement = LayerPlacement::everywhere;
  /// Cuts a node into parts of so many ranks, each with its own shared memory, to try many nodes on one. 0 =
  /// whole nodes.
  int ranks_per_node = 0;
};

/// What solve_all_pairs did. The same on every rank but for `solved_here`.
struct AllPairsOutcome {
  bool complete = false;      // every pair is finished, now or before
  std::vector<double> scale;  // by layer: what its distances were divided by (unit of the activations)
  std::vector<parallel::PhaseTime> times;  // load, build, solve, store (on_result), wait
  std::size_t solved_here = 0;             // pairs that this rank solved
  std::size_t peak_node_memory = 0;        // bytes; of the fullest node, program and libraries counted once
};

/// Gromov-Wasserstein distances of all pairs of layers that are not finished yet. Every layer is read and its
/// metric space built once, by one rank, and shared inside the nodes; pairs are then handed out as ranks
/// become free. Results do not depend on the number of ranks and nodes, nor on the order. Ends early, with
/// complete = false, once `stop` is requested on any rank; pairs under way are finished first.
/// Errors: ConfigError for more than 32767 layers, and where the shared memory of a node is too small;
/// whatever load, build, solve or a callback throws on any rank is thrown on all ranks (that of the lowest
/// rank), after the pairs under way. Collective. Cost: one read and O(n^2 d + n^3) for each layer, O(n^3) for
/// each pair, n = points, d = width.
[[nodiscard]] AllPairsOutcome solve_all_pairs(const parallel::Communicator& communicator,
                                              const linalg::DenseBackend& backend, const AllPairsTask& task,
                                              const core::StopFlag& stop);

}  // namespace netseam::transport
