#pragma once

namespace netseam::parallel {

/// Scope of MPI: initialises it on construction, for calls from several threads where MPI can, and finalises
/// it on destruction. While an exception unwinds the stack MPI is aborted instead: MPI_Finalize would wait
/// for the other ranks for ever.
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
};

}  // namespace netseam::parallel
