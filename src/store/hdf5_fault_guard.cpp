#include "netseam/store/hdf5_fault_guard.hpp"

#include "netseam/core/error.hpp"

#include <atomic>
#include <cstring>
#include <string_view>
#include <sys/time.h>
#include <unistd.h>

namespace netseam::store {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool guards = false;
#elif defined(__has_feature)
constexpr bool guards = !__has_feature(address_sanitizer);
#else
constexpr bool guards = true;
#endif

// A signal handler gets no argument but the number of the signal. A fault may be that the stack is full,
// which a damaged tree of links leads to: the handler has one of its own.
thread_local const char* file_in_hand = nullptr;
alignas(64) thread_local std::array<char, 32768> stack_of_handler;

// of the guard with a limit: the signal of its timer may come to another thread
std::atomic<const char*> limited_file{nullptr};

void say(std::string_view text) noexcept {
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

extern "C" void end_for_damaged_file(int sign) {
  const char* what = sign == SIGABRT     ? "(abort)"
                     : sign == SIGFPE    ? "(arithmetic)"
                     : sign == SIGVTALRM ? "(no end)"
                                         : "(memory)";
  say("netseam: ");
  const char* file = sign == SIGVTALRM ? limited_file.load() : file_in_hand;
  say(file == nullptr ? "a file" : file);
  say(": found damage on which the HDF5 library itself fails ");
  say(what);
  say(", expected sound HDF5\n");
  ::_exit(static_cast<int>(core::ExitCode::input));
}

/// In time of the processor that this process takes itself; 0 = none.
void set_limit(unsigned seconds) noexcept {
  const struct itimerval timer {
    {}, { static_cast<time_t>(seconds), 0 }
  };
  ::setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace

Hdf5FaultGuard::Hdf5FaultGuard(const std::filesystem::path& path, Limit limit) noexcept {
  if (!guards) return;
  limited_ = limit != Limit::none && file_in_hand == nullptr;
  previous_file_ = file_in_hand;
  file_in_hand = path.c_str();
  stack_t stack{};
  stack.ss_sp = stack_of_handler.data();
  stack.ss_size = stack_of_handler.size();
  ::sigaltstack(&stack, &previous_stack_);
  struct sigaction action {};
  action.sa_handler = end_for_damaged_file;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (std::size_t k = 0; k < signals_.size(); ++k) ::sigaction(signals_[k], &action, &previous_[k]);
  if (limited_) {
    limited_file = path.c_str();
    set_limit(static_cast<unsigned>(limit));
  }
}

Hdf5FaultGuard::~Hdf5FaultGuard() {
  if (!guards) return;
  if (limited_) set_limit(0);
  for (std::size_t k = 0; k < signals_.size(); ++k) ::sigaction(signals_[k], &previous_[k], nullptr);
  ::sigaltstack(&previous_stack_, nullptr);
  file_in_hand = previous_file_;
}

}  // namespace netseam::store
