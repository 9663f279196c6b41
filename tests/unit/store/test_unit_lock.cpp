#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/unit_lock.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace netseam;
using namespace std::chrono_literals;
using store::LockHolder;
using store::LockOptions;
using store::LockSigns;
using store::UnitLock;

namespace {

using Flock = LockSigns::Flock;

/// With and without the locks and the hard links of the system.
std::vector<LockOptions> all_kinds() {
  std::vector<LockOptions> kinds(4);
  kinds[1].use_flock = false;
  kinds[2].use_link = false;
  kinds[3].use_flock = kinds[3].use_link = false;
  return kinds;
}

constexpr std::int64_t no_process = 99999999;  // above the largest number that Linux gives

void forge(const std::filesystem::path& path, const LockHolder& holder, std::chrono::seconds age = 0s) {
  std::ofstream(path) << store::lock_text(holder);
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  now.tv_sec -= age.count();
  const std::array<struct timespec, 2> times{now, now};
  ::utimensat(AT_FDCWD, path.c_str(), times.data(), 0);
}

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("the text of a lock says who holds it, and half of it says nothing", "[serial]") {
  const LockHolder here = store::lock_holder_here();
  CHECK(here.process == ::getpid());
  CHECK(here.process_start > 0);
  CHECK(here.token.size() == 16);
  CHECK(here.token != store::lock_holder_here().token);
  const std::string text = store::lock_text(here);
  const auto read = store::parse_lock(text);
  REQUIRE(read);
  CHECK(store::lock_text(*read) == text);
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(store::parse_lock(text.substr(0, length)));
  CHECK_FALSE(store::parse_lock("token: ../../x\nend\n"));
}

TEST_CASE("life and death of a holder follow what can be known of it", "[serial]") {
  LockHolder self;
  self.host = "a", self.boot = "b1", self.pid_namespace = "1", self.slurm_job = "7", self.slurm_restarts = 2;
  LockHolder holder = self;
  holder.process = 5, holder.process_start = 100, holder.slurm_job = "", holder.flocked = true;
  const LockSigns alive{true, 100, Flock::unknown, 0ms};
  const auto dead = [&](const LockHolder& of, const LockSigns& signs) { return is_dead(of, self, signs); };
  const auto with = [](auto value, const auto& change) {
    change(value);
    return value;
  };
  SECTION("on this machine the system knows") {
    CHECK_FALSE(dead(holder, alive));
    CHECK(dead(holder, {false, 0, Flock::unknown, 0ms}));
    CHECK(dead(holder, {true, 101, Flock::unknown, 0ms}));
    CHECK_FALSE(dead(holder, {true, 0, Flock::unknown, 0ms}));    // hidden processes of others
    CHECK_FALSE(dead(holder, {true, 100, Flock::unknown, 24h}));  // stopped, not dead
    CHECK(dead(holder, {true, 100, Flock::free, 0ms}));
    CHECK_FALSE(dead(holder, {false, 0, Flock::held, 24h}));
    CHECK_FALSE(dead(with(holder, [](auto& h) { h.flocked = false; }), {true, 100, Flock::free, 0ms}));
  }
  SECTION("process numbers of another namespace say nothing") {
    const auto other = with(holder, [](auto& h) { h.pid_namespace = "2"; });
    CHECK_FALSE(dead(other, {false, 0, Flock::unknown, 299s}));
    CHECK(dead(other, {false, 0, Flock::unknown, 301s}));
    CHECK(dead(other, {false, 0, Flock::free, 0ms}));
  }
  SECTION("a machine that was started anew has none of its old processes") {
    const auto other = with(holder, [](auto& h) { h.boot = "b0"; });
    CHECK(dead(other, {true, 100, Flock::unknown, 31s}));
    CHECK_FALSE(dead(other, {true, 100, Flock::unknown, 29s}));  // two machines of one name
    CHECK_FALSE(dead(with(other, [](auto& h) { h.boot = ""; }), {false, 0, Flock::unknown, 31s}));
  }
  SECTION("another machine is silent or not, and its locks are not asked") {
    const auto other = with(holder, [](auto& h) { h.host = "c"; });
    CHECK_FALSE(dead(other, {false, 0, Flock::free, 299s}));
    CHECK(dead(other, {true, 100, Flock::held, 301s}));
    CHECK_FALSE(dead(other, {false, 0, Flock::unknown, -500s}));
  }
  SECTION("a requeued job has replaced its former self") {
    auto former = with(holder, [](auto& h) { h.host = "c", h.slurm_job = "7", h.slurm_restarts = 1; });
    CHECK(dead(former, {false, 0, Flock::unknown, 0ms}));
    former.slurm_restarts = 2;
    CHECK_FALSE(dead(former, {false, 0, Flock::unknown, 0ms}));
    former.slurm_job = "8", former.slurm_restarts = 0;
    CHECK_FALSE(dead(former, {false, 0, Flock::unknown, 0ms}));
  }
}

TEST_CASE("a lock is held by one, given back whole, and lost only in the open", "[serial]") {
  for (const auto& options : all_kinds()) {
    const test::TempDirectory folder;
    const auto path = folder.path() / "layers.lock";
    LockHolder other;
    auto lock = UnitLock::take(path, other, options);
    REQUIRE(lock);
    lock->require_own();
    CHECK(store::sees_lock(path, lock->token(), 0ms));
    CHECK_FALSE(store::sees_lock(path, "0123", 0ms));
    CHECK_FALSE(UnitLock::take(path, other, options));
    CHECK(other.process == ::getpid());
    CHECK(store::living_holder(path)->token == lock->token());
    CHECK(entries(folder.path()) == 1);
    lock.reset();
    CHECK(entries(folder.path()) == 0);
    CHECK_FALSE(store::living_holder(path));

    lock = UnitLock::take(path, other, options);
    LockHolder thief = store::lock_holder_here();
    thief.host = "elsewhere";
    std::filesystem::remove(path);
    CHECK_THROWS_WITH(lock->require_own(), Catch::Contains("was removed while this run went on"));
    forge(path, thief);
    CHECK_THROWS_WITH(lock->require_own(), Catch::Contains("lost its unit") && Catch::Contains("elsewhere"));
    lock.reset();  // must not remove the lock of the other
    CHECK(store::parse_lock(store::lock_text(thief))->token == thief.token);
    CHECK(entries(folder.path()) == 1);
  }
}

TEST_CASE("forged locks of the dead are taken, those of the living are not", "[serial]") {
  const LockHolder here = store::lock_holder_here();
  for (const auto& options : all_kinds()) {
    const test::TempDirectory folder;
    const auto path = folder.path() / "layers.lock";
    LockHolder gone = here, reused = here, rebooted = here, silent = here, requeued = here;
    gone.process = no_process;
    reused.process_start += 1;
    rebooted.boot = "another";
    silent.host = "elsewhere";
    LockHolder other;
    for (const auto& [holder, age] : {std::pair{gone, 0s}, {reused, 0s}, {rebooted, 60s}, {silent, 301s}}) {
      forge(path, holder, age);
      const auto lock = UnitLock::take(path, other, options);
      REQUIRE(lock);
      lock->require_own();
      CHECK(entries(folder.path()) == 1);
    }
    for (const auto& [holder, age] : {std::pair{here, 0s}, {here, 24h}, {rebooted, 0s}, {silent, 200s}}) {
      forge(path, holder, age);
      CHECK_FALSE(UnitLock::take(path, other, options));
      CHECK(other.token == holder.token);
      CHECK(entries(folder.path()) == 1);
    }
    // a text that is not whole: its writer may be at it, or died
    std::ofstream(path) << "netseam lo";
    CHECK_FALSE(UnitLock::take(path, other, options));
    const std::array<struct timespec, 2> old{};
    ::utimensat(AT_FDCWD, path.c_str(), old.data(), 0);
    CHECK(UnitLock::take(path, other, options));
  }
}

TEST_CASE("a requeued job takes the lock of its former self at once", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "layers.lock";
  LockHolder former = store::lock_holder_here(), other;
  former.host = "elsewhere", former.slurm_job = "77", former.slurm_restarts = 0;
  forge(path, former);
  CHECK_FALSE(UnitLock::take(path, other));
  ::setenv("SLURM_JOB_ID", "77", 1);
  ::setenv("SLURM_RESTART_COUNT", "1", 1);
  CHECK(UnitLock::take(path, other));
  ::unsetenv("SLURM_JOB_ID");
  ::unsetenv("SLURM_RESTART_COUNT");
}

TEST_CASE("a holder that died while it took over is taken over itself", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "layers.lock";
  LockHolder gone = store::lock_holder_here(), taker = store::lock_holder_here(), other;
  gone.process = taker.process = no_process;
  forge(path, gone);
  forge(path.string() + "." + gone.token + ".takeover", taker);
  CHECK(UnitLock::take(path, other));
  CHECK(entries(folder.path()) == 0);
  // and one that is at it now has the unit
  taker = store::lock_holder_here();
  forge(path, gone);
  forge(path.string() + "." + gone.token + ".takeover", taker);
  CHECK_FALSE(UnitLock::take(path, other));
  CHECK(other.token == taker.token);
  // the next holder clears what is left of former ones
  std::filesystem::remove(path);
  CHECK(UnitLock::take(path, other));
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("of thirty processes that see one dead lock one gets it, each time", "[serial]") {
  constexpr int processes = 30, rounds = 6;
  const test::TempDirectory folder;
  const auto path = folder.path() / "layers.lock";
  LockHolder gone = store::lock_holder_here();
  gone.process = no_process;
  for (const auto& options : all_kinds()) {
    for (int round = 0; round < rounds; ++round) {
      if (round % 2 == 0) forge(path, gone);  // every other time nobody had it
      std::array<int, 2> start{}, tried{}, all_tried{};
      REQUIRE((::pipe(start.data()) == 0 && ::pipe(tried.data()) == 0 && ::pipe(all_tried.data()) == 0));
      std::vector<pid_t> child;
      for (int k = 0; k < processes; ++k) {
        child.push_back(::fork());
        if (child.back() != 0) continue;
        ::close(start[1]);
        ::close(all_tried[1]);
        char byte = 0;
        if (::read(start[0], &byte, 1) != 0) ::_exit(3);
        LockHolder other;
        const auto lock = UnitLock::take(path, other, options);
        if (lock) lock->require_own();
        if (::write(tried[1], &byte, 1) != 1 || ::read(all_tried[0], &byte, 1) != 0) ::_exit(3);
        ::_exit(lock ? 1 : 0);  // a death without giving back: the lock stays for the next round
      }
      ::close(start[1]);
      char byte = 0;
      for (int k = 0; k < processes; ++k) REQUIRE(::read(tried[0], &byte, 1) == 1);
      ::close(all_tried[1]);
      int winners = 0;
      for (const pid_t process : child) {
        int status = 0;
        REQUIRE(::waitpid(process, &status, 0) == process);
        REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) <= 1));
        winners += WEXITSTATUS(status);
      }
      for (const int end : {start[0], tried[0], tried[1], all_tried[0]}) ::close(end);
      REQUIRE(winners == 1);
      REQUIRE(entries(folder.path()) == 1);
    }
  }
}
