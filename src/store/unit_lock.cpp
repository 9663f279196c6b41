#include "netseam/store/unit_lock.hpp"

#include "posix_file.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/process_sign.hpp"
#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <mutex>
#include <span>
#include <stop_token>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

// Why only one of many processes that see the same dead lock gets it. A lock file names its holder by a token
// that no other lock ever has. Whoever finds the holder of token T dead first takes the second lock
// LOCK.T.takeover, which one process at a time can hold, then looks again: if LOCK still has T it puts its
// own file in the place of LOCK by one rename, else it gives up. So T is replaced once, and never comes back;
// a process that saw T long ago finds another token. The second lock is taken in the same way, with its own
// takeover should its holder die in turn. A holder gives its lock back under the takeover of its own token,
// so that it cannot remove the lock of a process that took over. What remains: a process elsewhere that
// stands still between its second look and its rename for longer than `stale` may put its file over that of
// another; that one finds out in require_own before it saves anything.

namespace netseam::store {
namespace {

namespace fs = std::filesystem;

constexpr int longest_chain = 6;    // of takeovers of takeovers
constexpr int most_attempts = 200;  // each after another process changed the lock

/// What is under the name of a lock.
struct Seen {
  std::optional<LockHolder> holder;  // nothing where the content is not whole
  std::string token;                 // of the holder, or of the file itself
  LockSigns::Flock flock = LockSigns::Flock::unknown;
  struct timespec renewed {};
};

/// Nothing where no file of that name is there. Opening anew makes network file systems ask their server.
std::optional<Seen> look(const fs::path& path, bool try_flock) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT || errno == ESTALE || errno == ENOTDIR) return std::nullopt;
    throw_write_error(path, "read the lock", errno);
  }
  std::string text(4096, '\0');
  const ssize_t length = ::read(file, text.data(), text.size());
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, length)));
  struct stat about {};
  ::fstat(file, &about);
  Seen seen{parse_lock(text), "", LockSigns::Flock::unknown, about.st_mtim};
  seen.token = seen.holder ? seen.holder->token : fmt::format("{:x}", about.st_ino);
  // shared: two processes that look at the same time do not take each other for the holder
  if (try_flock) {
    if (::flock(file, LOCK_SH | LOCK_NB) == 0)
      seen.flock = LockSigns::Flock::free;
    else if (errno == EWOULDBLOCK)
      seen.flock = LockSigns::Flock::held;
  }
  ::close(file);
  return seen;
}

/// A lock file of this process, under its name or not yet, and what is needed to judge others.
struct Claim {
  fs::path path, temporary;
  LockHolder self;
  PosixFile file;
};

void write_text(Claim& claim, const PosixFile& file, const LockOptions& options) {
  claim.self.flocked = options.use_flock && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
  const std::string text = lock_text(claim.self);
  file.write_at(0, std::as_bytes(std::span(text)));
}

Claim prepare(const fs::path& path, LockHolder self, const LockOptions& options) {
  const auto temporary = partial_name(path);
  Claim claim{path, temporary, std::move(self), PosixFile(temporary, O_RDWR | O_CREAT | O_EXCL)};
  try {
    write_text(claim, claim.file, options);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  return claim;
}

/// Gives the prepared file its name unless there is one of that name. A reply that is lost on the network
/// makes a link that was made look refused, so the number of names is what counts.
bool put(Claim& claim, const LockOptions& options) {
  int failed = ENOTSUP;
  if (options.use_link) {
    failed = ::link(claim.temporary.c_str(), claim.path.c_str()) == 0 ? 0 : errno;
    struct stat about {};
    if (failed != 0 && ::fstat(claim.file.get(), &about) == 0 && about.st_nlink == 2) failed = 0;
  }
  if (failed == 0) {
    ::unlink(claim.temporary.c_str());
    return true;
  }
  if (failed == EEXIST) return false;
  if (failed != EPERM && failed != ENOTSUP && failed != ENOSYS && failed != EMLINK && failed != EXDEV)
    throw_write_error(claim.path, "make the lock", failed);
  // without links: whoever looks before the text is whole finds a holder that was alive just now
  const int made = ::open(claim.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (made < 0) {
    if (errno == EEXIST) return false;
    throw_write_error(claim.path, "make the lock", errno);
  }
  ::close(made);
  PosixFile file(claim.path, O_RDWR);
  write_text(claim, file, options);
  claim.file = std::move(file);
  ::unlink(claim.temporary.c_str());
  return true;
}

std::chrono::milliseconds between(const struct timespec& early, const struct timespec& late) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::seconds(late.tv_sec - early.tv_sec) +
      std::chrono::nanoseconds(late.tv_nsec - early.tv_nsec));
}

bool holder_is_dead(const Claim& claim, const Seen& seen, const LockOptions& options) {
  // the file system's own clock, whatever this machine's says
  struct stat now {};
  ::futimens(claim.file.get(), nullptr);
  ::fstat(claim.file.get(), &now);
  LockSigns signs;
  signs.silent = between(seen.renewed, now.st_mtim);
  signs.flock = seen.flock;
  const LockHolder holder = seen.holder.value_or(LockHolder{});
  const parallel::ProcessSign process = parallel::look_at_process(holder.process);
  signs.process_there = process.there;
  signs.process_start = process.start;
  return is_dead(holder, claim.self, signs, options);
}

fs::path takeover_of(const fs::path& path, const std::string& token) {
  auto name = path;
  return name += "." + token + ".takeover";
}

bool obtain(Claim& claim, LockHolder& other, const LockOptions& options, int chain);

/// Does `work` under the takeover of `token` if the lock still has it; false if another process is at it.
template <class Work>
bool with_takeover(const fs::path& path, const std::string& token, const LockHolder& self, LockHolder& other,
                   const LockOptions& options, int chain, const Work& work) {
  Claim takeover = prepare(takeover_of(path, token), self, options);
  if (!obtain(takeover, other, options, chain + 1)) return false;
  struct Remove {
    const fs::path& path;
    ~Remove() { ::unlink(path.c_str()); }
  } const at_the_end{takeover.path};
  const auto seen = look(path, false);
  if (seen && seen->token == token) work();
  return true;
}

/// Whether the claim has its name now. Otherwise `other` is who has it, and the prepared file is removed.
bool obtain(Claim& claim, LockHolder& other, const LockOptions& options, int chain) {
  try {
    for (int attempt = 0; attempt < most_attempts && chain <= longest_chain; ++attempt) {
      if (put(claim, options)) return true;
      const auto seen = look(claim.path, options.use_flock);
      if (!seen) continue;
      if (seen->holder) other = *seen->holder;
      if (!holder_is_dead(claim, *seen, options)) break;
      bool replaced = false;
      const bool tried = with_takeover(claim.path, seen->token, claim.self, other, options, chain, [&] {
        replaced = ::rename(claim.temporary.c_str(), claim.path.c_str()) == 0;
        if (!replaced) throw_write_error(claim.path, "take over the lock of a run that died", errno);
      });
      if (replaced) return true;
      if (!tried) break;
    }
  } catch (...) {
    ::unlink(claim.temporary.c_str());
    throw;
  }
  ::unlink(claim.temporary.c_str());
  return false;
}

/// Takeovers of earlier holders, which are of no use to anybody now.
void remove_old_takeovers(const Claim& claim) {
  const std::string begin = claim.path.filename().string() + ".", own = begin + claim.self.token;
  std::vector<fs::path> old;
  std::error_code error;
  const fs::path folder = claim.path.has_parent_path() ? claim.path.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.starts_with(begin) && name.ends_with(".takeover") && !name.starts_with(own))
      old.push_back(entry->path());
  }
  for (const auto& path : old) fs::remove(path, error);
}

/// A thread of this scope gets no signals: they are for the thread that has their handlers in mind.
std::jthread quiet_thread(std::function<void(std::stop_token)> work) {
  sigset_t all{}, before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::jthread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

struct UnitLock::Held {
  Claim claim;
  LockOptions options;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread renewal;

  Held(Claim taken, const LockOptions& how) : claim(std::move(taken)), options(how) {
    // through the descriptor: a file that another process put under the name is not touched
    renewal = quiet_thread([this](const std::stop_token& stop) {
      std::unique_lock guard(mutex);
      while (!wake.wait_for(guard, stop, options.renewal, [&] { return stop.stop_requested(); }))
        ::futimens(claim.file.get(), nullptr);
    });
  }
};

UnitLock::UnitLock(std::unique_ptr<Held> held) : held_(std::move(held)) {}

std::unique_ptr<UnitLock> UnitLock::take(const fs::path& path, LockHolder& holder,
                                         const LockOptions& options) {
  Claim claim = prepare(path, lock_holder_here(), options);
  if (!obtain(claim, holder, options, 0)) return nullptr;
  remove_old_takeovers(claim);
  return std::unique_ptr<UnitLock>(new UnitLock(std::make_unique<Held>(std::move(claim), options)));
}

UnitLock::~UnitLock() {
  held_->renewal.request_stop();
  held_->renewal.join();
  const Claim& claim = held_->claim;
  try {
    LockHolder other;
    with_takeover(claim.path, claim.self.token, claim.self, other, held_->options, 0,
                  [&] { ::unlink(claim.path.c_str()); });
  } catch (const core::Error&) {
    // a folder that is gone or full: the lock is that of a process that has ended, which the next run sees
  }
}

void UnitLock::require_own() const {
  const Claim& claim = held_->claim;
  const auto seen = look(claim.path, false);
  if (!seen)
    throw core::ConfigError(fmt::format(
        "{}: it or its folder was removed while this run went on; nothing is saved", claim.path.string()));
  if (seen->token != claim.self.token)
    throw core::ConfigError(fmt::format(
        "{}: this run stood still for too long and lost its unit to another one ({}); nothing is saved",
        claim.path.string(), seen->holder ? holder_text(*seen->holder) : "unknown"));
}

const std::string& UnitLock::token() const noexcept { return held_->claim.self.token; }

std::optional<LockHolder> living_holder(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  const auto seen = look(path, true);
  if (!seen || !seen->holder) return std::nullopt;
  const LockHolder self = lock_holder_here();
  const parallel::ProcessSign process = parallel::look_at_process(seen->holder->process);
  // what cannot be told without writing counts as dead here
  constexpr auto unknown = std::chrono::hours{24 * 365};
  const LockSigns signs{process.there, process.start, seen->flock, unknown};
  return is_dead(*seen->holder, self, signs) ? std::nullopt : seen->holder;
}

bool sees_lock(const fs::path& path, const std::string& token, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    // reading the folder anew makes a network file system drop what it remembers of missing files
    const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) ::close(folder);
    const auto seen = look(path, false);
    if (seen && seen->token == token) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

}  // namespace netseam::store
