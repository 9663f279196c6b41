#pragma once
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// The stage `train`: for every task of the study, a network of each shape of train.hidden and each seed is
/// trained, with checkpoints along the way: OUTPUT/STUDY/TASK/NETWORK/seedS-epochNNNNN with
/// weights.safetensors and activations.safetensors, which the other stages read; the losses and accuracies go
/// to OUTPUT/STUDY/TASK/train.h5 (artifact/train_file.hpp). A finished unit is skipped, of an unfinished one
/// the finished networks are kept. `screen`: where rank 0 writes its lines; null = nowhere. Returns done, or
/// stopped_early once `stop` was requested. Throws the same core::Error on all ranks. Collective.
[[nodiscard]] core::ExitCode run_train(const parallel::Communicator& communicator, const Config& config,
                                       const core::StopFlag& stop, std::FILE* screen);

}  // namespace netseam::pipeline
