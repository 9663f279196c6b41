// main of every test program: one MPI session, test cases in declared order so that collectives match on all
// ranks, exit code = the largest over the ranks.
#define CATCH_CONFIG_RUNNER
#include "netseam/parallel/mpi_session.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

int main(int argc, char** argv) {
  const netseam::parallel::MpiSession session(argc, argv);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  Catch::Session catch_session;
  catch_session.configData().runOrder = Catch::RunTests::InDeclarationOrder;
  catch_session.configData().warnings = Catch::WarnAbout::NoTests;
  if (const int code = catch_session.applyCommandLine(argc, argv); code != 0) return code;
  // a failure is local where a test forgot to reduce its condition: stop the job instead of waiting for ever
  int code = catch_session.run();
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (code != 0 && size > 1) MPI_Abort(MPI_COMM_WORLD, code > 255 ? 255 : code);
  return code > 255 ? 255 : code;
}
