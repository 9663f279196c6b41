#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace netseam::store {

/// The process that holds a lock, as the lock file says it, one "KEY: VALUE" a line.
struct LockHolder {
  std::string host, boot, pid_namespace;
  std::int64_t process = 0;
  std::uint64_t process_start = 0;  // clock ticks since the boot
  std::string slurm_job;            // empty outside of Slurm
  std::int64_t slurm_restarts = 0;  // how often Slurm has started this job anew
  bool flocked = false;             // it also holds a lock of the system on the file
  std::string token;                // random, of this lock alone
  std::string since;                // ISO 8601, UTC
};

/// This process with a new token.
[[nodiscard]] LockHolder lock_holder_here();
[[nodiscard]] std::string lock_text(const LockHolder& holder);
/// Nothing where the text is not whole, as while it is being written.
[[nodiscard]] std::optional<LockHolder> parse_lock(std::string_view text);
/// "host H, process P, since T (Slurm job J)".
[[nodiscard]] std::string holder_text(const LockHolder& holder);

/// How a lock is kept; other values are for tests.
struct LockOptions {
  std::chrono::milliseconds renewal{5000};     // a thread renews the file's time that often
  std::chrono::milliseconds stale{5 * 60000};  // a holder elsewhere that is silent for longer is dead
  bool use_flock = true, use_link = true;      // both are done without where the file system has none
};

/// What can be seen of a holder from here.
struct LockSigns {
  enum class Flock { unknown, free, held };
  bool process_there = false;        // this machine has a process of that number,
  std::uint64_t process_start = 0;   // which was started then; 0 = not known
  Flock flock = Flock::unknown;      // the system's lock on the file
  std::chrono::milliseconds silent;  // since the file's time was renewed, by the clock of the file system
};

/// Whether a holder is dead for sure, or silent for too long. On the same running machine the system's own
/// lock decides, then the process (if numbers are of one namespace); the same Slurm job started more often
/// has replaced its former self; a machine that was started anew has none of its old processes, told by six
/// missed renewals, since two machines may have one name; of all else the silence decides.
[[nodiscard]] bool is_dead(const LockHolder& holder, const LockHolder& self, const LockSigns& signs,
                           const LockOptions& options = {});

/// The right of one process to write a unit's files, among all processes and machines that see its folder;
/// with or without flock, kept alive by a thread. Given back on destruction. Rank-local: one rank holds it
/// for all.
class UnitLock {
 public:
  /// Takes the lock, also that of a dead holder, or says in `holder` who has it. The folder must be there.
  /// Throws core::ConfigError with path and reason if the file cannot be written.
  [[nodiscard]] static std::unique_ptr<UnitLock> take(const std::filesystem::path& path, LockHolder& holder,
                                                      const LockOptions& options = {});
  UnitLock(const UnitLock&) = delete;
  UnitLock& operator=(const UnitLock&) = delete;
  UnitLock(UnitLock&&) = delete;
  UnitLock& operator=(UnitLock&&) = delete;
  ~UnitLock();

  /// Throws core::ConfigError if another process has the lock now, which this one lost by standing still for
  /// too long, or if the file or its folder was removed.
  void require_own() const;
  [[nodiscard]] const std::string& token() const noexcept;

 private:
  struct Held;
  explicit UnitLock(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

/// The holder of the lock `path` if it lives, without taking anything; needs no write access.
[[nodiscard]] std::optional<LockHolder> living_holder(const std::filesystem::path& path);

/// Whether the lock `path` is seen from this machine and holds `token`. Looks again for some seconds, since
/// shared disks show new files late.
[[nodiscard]] bool sees_lock(const std::filesystem::path& path, const std::string& token,
                             std::chrono::milliseconds patience = std::chrono::seconds{5});

}  // namespace netseam::store
