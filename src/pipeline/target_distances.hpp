#pragma once
// Gromov-Wasserstein distances of known targets.
#include "known_targets.hpp"
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/target_comparison.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/transport/all_pairs.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace netseam::pipeline {

/// Two targets that no lower bound tells apart though their samples do not match.
struct AlikeTargets {
  std::size_t first = 0, second = 0;
};

struct TargetDistances {
  std::vector<data::TargetMeasure> target;  // one for each target
  std::vector<AlikeTargets> alike;
};

/// The pairs of every target with every layer and every other target: the layers of `input`, then the
/// targets, with the pairs of two layers marked as finished. Holds references to its arguments.
[[nodiscard]] transport::AllPairsTask target_task(const Config& config, const LayersInput& input,
                                                  const std::vector<KnownTarget>& targets);

/// Solves them. The lower bounds and the losses of the identity coupling of two targets say whether the free
/// coupling can tell them apart. The same on every rank, whatever their number. Nothing = stopped early.
/// Collective. Errors of transport::solve_all_pairs.
[[nodiscard]] std::optional<TargetDistances> solve_targets(const parallel::Communicator& communicator,
                                                           const linalg::DenseBackend& backend,
                                                           const Config& config, const LayersInput& input,
                                                           const std::vector<KnownTarget>& targets,
                                                           const core::StopFlag& stop);

}  // namespace netseam::pipeline
