#pragma once
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// The stage `sculpt`: for every task of the study, networks that are trained on it and pruned over a grid of
/// step sizes, the densest pruned outcome of each, and the modules of these: saved as
/// OUTPUT/STUDY/TASK/sculpt.h5 (artifact/sculpt_file.hpp) and hierarchy.h5 beside it, by the options of
/// [hierarchy]. A finished unit is skipped; of an unfinished one the finished pieces are kept: a stop
/// ends the pieces in hand within an epoch. Networks that
/// do not reach sculpt.accuracy, or have no modules, are saved with that; at the end the first of them is
/// thrown as NumericalError. `screen`: where rank 0 writes its lines; null = nowhere. Returns done, or
/// stopped_early once `stop` was requested. Throws the same core::Error on all ranks. Collective.
[[nodiscard]] core::ExitCode run_sculpt(const parallel::Communicator& communicator, const Config& config,
                                        const core::StopFlag& stop, std::FILE* screen);

}  // namespace netseam::pipeline
