#pragma once
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// The stage `hierarchy`: for every checkpoint of the study, a file of networks or a folder with one, the
/// modules of each network and, of those whose Boolean function is known, how often these show its
/// sub-functions, saved as OUTPUT/STUDY/CHECKPOINT/hierarchy.h5 (artifact/hierarchy_file.hpp). A
/// finished unit is skipped. A network with a fault does not stop the others: it is saved with the fault, and
/// at the end the first of them is thrown as InputError. `screen`: where rank 0 writes its lines; null =
/// nowhere. `lines`: where it writes one line of JSON for each network; null = nowhere. Returns done, or
/// stopped_early once `stop` was requested. Throws the same core::Error on all ranks. Collective.
[[nodiscard]] core::ExitCode run_hierarchy(const parallel::Communicator& communicator, const Config& config,
                                           const core::StopFlag& stop, std::FILE* screen, std::FILE* lines);

}  // namespace netseam::pipeline
