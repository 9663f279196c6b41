#pragma once
// The work of one network and one unit step.
#include "sculpt_record.hpp"
#include "task_source.hpp"
#include "training_table.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace netseam::pipeline {

/// One network of a task.
struct NetworkPlan {
  std::size_t width = 0, depth = 0;
  std::uint64_t seed = 0;
  mlp::Shape shape;
};

/// What every piece of a task is worked off with. Holds references.
struct PieceMeans {
  const Config& config;
  const NamedTask& task;
  const TrainingTable& table;
  const linalg::DenseBackend& backend;
  const core::StopFlag& stop;
};

/// Trains the network of a plan, removes units by steps of `unit_step` per cent and edges by each of
/// sculpt.edge-steps. Nothing where a stop was requested, which is seen after every epoch.
[[nodiscard]] std::optional<SculptPiece> do_piece(const PieceMeans& means, const NetworkPlan& plan,
                                                  double unit_step);

}  // namespace netseam::pipeline
