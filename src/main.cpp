// Sessions, dispatch, exit code.
#include "netseam/cli/command_line.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/ending.hpp"
#include "netseam/parallel/mpi_session.hpp"

#include <cstdio>

int main(int argc, char** argv) {
  netseam::parallel::end_all_ranks_on_uncaught_errors();
  const netseam::parallel::MpiSession session(argc, argv);
  const auto world = netseam::parallel::Communicator::duplicate(MPI_COMM_WORLD);
  try {
    return static_cast<int>(netseam::cli::run_command(world, {argv + 1, argv + argc}, {}));
  } catch (const netseam::parallel::AgreedError& error) {  // no other: its ranks do not unwind together
    if (world.is_root()) std::fprintf(stderr, "netseam: %s\n", error.what());
    return static_cast<int>(error.code());
  }
}
