#pragma once
#include "netseam/parallel/communicator.hpp"

namespace netseam::parallel {

/// Throws ConfigError, on all ranks, where the environment says that a launcher started several processes
/// while MPI sees one rank: srun without PMIx, or the mpirun of another MPI. Each of them would do the whole
/// work. A single process in an allocation of more tasks (a batch script that starts the program without
/// srun) is right. Collective.
void require_launcher_of_this_mpi(const Communicator& communicator);

}  // namespace netseam::parallel
