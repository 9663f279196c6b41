#include "netseam/parallel/polling_thread.hpp"

#include "netseam/core/error.hpp"

#include <mpi.h>

#include <chrono>
#include <utility>

namespace netseam::parallel {

void require_thread_support() {
  int allowed = MPI_THREAD_SINGLE;
  MPI_Query_thread(&allowed);
  if (allowed < MPI_THREAD_MULTIPLE) {
    throw core::ConfigError(
        "this MPI does not allow calls from several threads (MPI_THREAD_MULTIPLE), which runs on more "
        "than one node need");
  }
}

PollingThread::PollingThread(std::function<bool()> poll) {
  thread_ = std::thread([this, poll = std::move(poll)]() noexcept {
    while (!poll()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    over_.store(true);
  });
}

PollingThread::~PollingThread() { thread_.join(); }

}  // namespace netseam::parallel
