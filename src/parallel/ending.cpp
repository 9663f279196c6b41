#include "netseam/parallel/ending.hpp"

#include <mpi.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <string>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <thread>
#include <unistd.h>

namespace netseam::parallel {
namespace {

using core::ExitCode;

/// Seconds that MPI has to end the ranks.
constexpr unsigned patience = 5;
constexpr std::chrono::milliseconds head_start_of_root{300};

bool mpi_is_up() noexcept {
  int begun = 0, over = 0;
  MPI_Initialized(&begun);
  MPI_Finalized(&over);
  return begun != 0 && over == 0;
}

int rank_in_world() noexcept {
  int rank = 0;
  if (mpi_is_up()) MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int ranks_in_world() noexcept {
  int ranks = 1;
  if (mpi_is_up()) MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  return ranks;
}

template <ExitCode code>
void leave(int) {
  _exit(static_cast<int>(code));
}

using Handler = void (*)(int);

Handler leave_with(ExitCode code) noexcept {
  switch (code) {
    case ExitCode::usage:
      return leave<ExitCode::usage>;
    case ExitCode::input:
      return leave<ExitCode::input>;
    case ExitCode::numerical:
      return leave<ExitCode::numerical>;
    case ExitCode::stopped_early:
      return leave<ExitCode::stopped_early>;
    case ExitCode::done:
    case ExitCode::internal:
      break;
  }
  return leave<ExitCode::internal>;
}

/// This process ends after `patience`, even if a lock or a full pipe holds its threads.
void set_last_alarm(ExitCode code) noexcept {
  struct sigaction action {};
  action.sa_handler = leave_with(code);
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, nullptr);
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarm_only, nullptr);
  ::alarm(patience);
}

using MemoryText = std::array<char, 320>;

/// Takes no memory itself.
MemoryText memory_text() noexcept {
  constexpr double gib = 0x1p30;
  MemoryText text{};
  struct sysinfo node {};
  ::sysinfo(&node);
  const auto bytes = [&](unsigned long count) { return static_cast<double>(count) * node.mem_unit / gib; };
  std::array<char, 80> limit{};
  struct rlimit space {};
  if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
    std::snprintf(limit.data(), limit.size(), ", and a process may take %.2f GiB (ulimit -v)",
                  static_cast<double>(space.rlim_cur) / gib);
  std::snprintf(
      text.data(), text.size(),
      "out of memory on rank %d of %d: the node has %.1f GiB, %.1f of them free%s; take fewer samples, "
      "smaller networks, fewer ranks on a node or more nodes",
      rank_in_world(), ranks_in_world(), bytes(node.totalram), bytes(node.freeram), limit.data());
  return text;
}

/// A folder or file that the system does not let the run look at.
std::string text_of(const std::filesystem::filesystem_error& error) {
  return error.path1().string() + ": " + error.code().message();
}

[[noreturn]] void end_on_uncaught_error() noexcept {
  try {
    const std::exception_ptr failure = std::current_exception();
    if (!failure) end_all_ranks(ExitCode::internal, "ended without an error that is known");
    std::rethrow_exception(failure);
  } catch (const core::Error& error) {
    end_all_ranks(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    end_all_ranks(ExitCode::usage, memory_text().data());
  } catch (const std::filesystem::filesystem_error& error) {
    end_all_ranks(ExitCode::usage, text_of(error));
  } catch (const std::exception& error) {
    end_all_ranks(ExitCode::internal, error.what());
  } catch (...) {
    end_all_ranks(ExitCode::internal, "unknown failure");
  }
}

}  // namespace

Failure describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const core::Error& error) {
    return {error.code(), error.what(), error.cause()};
  } catch (const std::bad_alloc&) {
    return {ExitCode::usage, memory_text().data(), {}};
  } catch (const std::filesystem::filesystem_error& error) {
    return {ExitCode::usage, text_of(error), {}};
  } catch (const std::exception& error) {
    return {ExitCode::internal, error.what(), {}};
  } catch (...) {
    return {ExitCode::internal, "unknown failure", {}};
  }
}

void end_all_ranks(ExitCode code, std::string_view message) noexcept {
  set_last_alarm(code);
  const int rank = rank_in_world(), ranks = ranks_in_world();
  if (rank != 0) std::this_thread::sleep_for(head_start_of_root);
  std::array<char, 8192> line{};
  const int length = std::snprintf(line.data(), line.size(), "netseam: rank %d: %.*s\n", rank,
                                   static_cast<int>(message.size()), message.data());
  if (length > 0) {
    const std::size_t shown = std::min(static_cast<std::size_t>(length), line.size() - 1);
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, line.data(), shown);
  }
  if (ranks > 1) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  _exit(static_cast<int>(code));
}

void end_all_ranks_on_uncaught_errors() noexcept { std::set_terminate(end_on_uncaught_error); }

}  // namespace netseam::parallel
