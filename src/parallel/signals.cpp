#include "netseam/parallel/signals.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/ending.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>

namespace netseam::parallel {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds look_interval{100};
/// A launcher and the terminal may both hand on one and the same signal.
constexpr std::chrono::milliseconds same_signal{300};

/// What a handler leaves for the thread that watches.
struct Request {
  core::StopFlag* flag = nullptr;
  std::atomic<Clock::rep> first{0};  // SIGTERM or SIGINT came at this time
  std::atomic<int> signal{0};        // which
  std::atomic<bool> again{false};
};
static_assert(std::atomic<Clock::rep>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

// A variable of static storage: a signal handler gets no argument but the number of the signal.
std::atomic<Request*> request_of_handler{nullptr};
static_assert(std::atomic<Request*>::is_always_lock_free);

extern "C" void ask_for_stop(int signal) {
  auto* request = request_of_handler.load(std::memory_order_relaxed);
  if (request == nullptr) return;
  request->flag->request();
  if (signal == SIGUSR1) return;
  const Clock::rep now = Clock::now().time_since_epoch().count();  // clock_gettime: allowed in a handler
  Clock::rep first = 0;
  if (request->first.compare_exchange_strong(first, now)) {
    request->signal.store(signal);
  } else if (Clock::duration(now - first) > same_signal) {
    request->again.store(true);
  }
}

}  // namespace

/// Ends the process where a stop does not come. The thread blocks all signals.
class StopSignals::Watch {
 public:
  Watch(core::StopFlag& flag, const StopLimits& limits)
      : grace_(std::chrono::duration_cast<Clock::duration>(limits.grace)), until_exit_(limits.until_exit) {
    request_.flag = &flag;
    if (limits.time_limit)
      deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(*limits.time_limit);
  }

  [[nodiscard]] Request& request() noexcept { return request_; }

  /// Begins to watch; the thread shares `own`.
  static void begin(const std::shared_ptr<Watch>& own) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    own->thread_ = std::thread([own]() noexcept { own->look(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void end() {
    if (until_exit_ && asked()) return thread_.detach();
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  struct Asked {
    Clock::time_point at;
    const char* by;
  };

  /// Who asked for a stop that does not wait, and when.
  [[nodiscard]] std::optional<Asked> asked() const {
    std::optional<Asked> first;
    if (const Clock::rep at = request_.first.load(); at != 0)
      first = {Clock::time_point(Clock::duration(at)),
               request_.signal.load() == SIGINT ? "SIGINT" : "SIGTERM"};
    if (deadline_ && Clock::now() >= *deadline_ && (!first || *deadline_ < first->at))
      first = {*deadline_, "the time limit (run.max-hours)"};
    return first;
  }

  void look() noexcept {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, look_interval, [this] { return over_; })) {
      const auto by = asked();
      if (!by) continue;
      if (request_.again.load()) leave("a second SIGTERM or SIGINT", 0);
      if (Clock::now() - by->at >= grace_) leave(by->by, std::chrono::duration<double>(grace_).count());
    }
  }

  [[noreturn]] static void leave(const char* by, double seconds) noexcept {
    std::array<char, 48> later{};
    std::array<char, 256> text{};
    if (seconds > 0) std::snprintf(later.data(), later.size(), " %g s later (run.grace)", seconds);
    std::snprintf(
        text.data(), text.size(),
        "stopped early by %s: the run had not come to its end%s, and ends at once; the same command goes "
        "on from what is saved",
        by, later.data());
    end_all_ranks(core::ExitCode::stopped_early, text.data());
  }

  Request request_;
  Clock::duration grace_;
  bool until_exit_;
  std::optional<Clock::time_point> deadline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

StopSignals::StopSignals(core::StopFlag& flag, const StopLimits& limits)
    : watch_(std::make_shared<Watch>(flag, limits)) {
  Request* none = nullptr;
  if (!request_of_handler.compare_exchange_strong(none, &watch_->request())) {
    throw core::InternalError("two scopes of StopSignals at the same time");
  }
  Watch::begin(watch_);
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = ask_for_stop;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;  // a signal must not break a read or write that is under way
    sigaction(signals_[i], &action, &previous_[i]);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < signals_.size(); ++i) sigaction(signals_[i], &previous_[i], nullptr);
  request_of_handler.store(nullptr);
  watch_->end();
}

}  // namespace netseam::parallel
