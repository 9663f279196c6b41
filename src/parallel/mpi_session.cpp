#include "netseam/parallel/mpi_session.hpp"

#include "run_folder.hpp"

#include <mpi.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <initializer_list>

namespace netseam::parallel {
namespace {

/// Settings of Open MPI that a user has not made himself in the environment or by mpirun --mca.
void choose_settings(const std::filesystem::path& folder) {
  // The program has no use for shared file pointers. For each file that is opened sm makes a semaphore whose
  // name all runs on a node share, and lockedfile a file beside it that outlives a killed run.
  ::setenv("OMPI_MCA_sharedfp", "^sm,lockedfile", 0);
  // a run without a launcher starts a daemon otherwise, which it does not need, with files in TMPDIR
  ::setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
  if (folder.empty()) return;
  for (const char* name : {"OMPI_MCA_btl_vader_backing_directory", "OMPI_MCA_osc_sm_backing_directory",
                           "OMPI_MCA_orte_tmpdir_base"})
    ::setenv(name, folder.c_str(), 0);
}

}  // namespace

MpiSession::MpiSession(int& argc, char**& argv)
    : exceptions_(std::uncaught_exceptions()), folder_(std::make_unique<RunFolder>()) {
  choose_settings(folder_->path());
  std::signal(SIGPIPE, SIG_IGN);  // a write then fails and says why
  std::signal(SIGXFSZ, SIG_IGN);
  folder_->note_launcher();
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
}

MpiSession::~MpiSession() {
  if (std::uncaught_exceptions() > exceptions_) MPI_Abort(MPI_COMM_WORLD, 1);
  MPI_Finalize();
}

}  // namespace netseam::parallel
