#pragma once
#include <memory>

namespace netseam::parallel {

class RunFolder;

/// Scope of MPI: initialises it on construction, for calls from several threads where MPI can, and finalises
/// it on destruction. Before that it sets what a user of Open MPI has not set himself: no shared file
/// pointers, and a folder of this process alone for its names in /dev/shm, where leftovers of killed runs are
/// removed; and it has SIGPIPE and SIGXFSZ ignored, so that writing to a closed pipe or beyond the limit on
/// file sizes fails with an error. While an exception unwinds the stack MPI is aborted instead: MPI_Finalize
/// would wait for the other ranks for ever.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
  MpiSession(MpiSession&&) = delete;
  MpiSession& operator=(MpiSession&&) = delete;

 private:
  int exceptions_;
  std::unique_ptr<RunFolder> folder_;  // outlives MPI
};

}  // namespace netseam::parallel
