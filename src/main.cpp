// Sessions, dispatch, exit code.
#include "netseam/cli/command_line.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/mpi_session.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  using netseam::core::ExitCode;
  const netseam::parallel::MpiSession session(argc, argv);
  const auto world = netseam::parallel::Communicator::duplicate(MPI_COMM_WORLD);
  try {
    return static_cast<int>(netseam::cli::run_command(world, {argv + 1, argv + argc}, {}));
  } catch (const netseam::core::Error& error) {  // agreed on by all ranks
    if (world.is_root()) std::fprintf(stderr, "netseam: %s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {  // of this rank alone: the others may be waiting in a collective
    std::fprintf(stderr, "netseam: rank %d: %s\n", world.rank(), error.what());
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::internal));
  }
  return static_cast<int>(ExitCode::internal);
}
