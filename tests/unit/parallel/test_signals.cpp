#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/signals.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace netseam;

namespace {

volatile std::sig_atomic_t seen = 0;
void note(int) { seen = 1; }

}  // namespace

TEST_CASE("each of the three signals asks for a stop", "[serial]") {
  const int signal = GENERATE(SIGTERM, SIGUSR1, SIGINT);
  core::StopFlag flag;
  const parallel::StopSignals scope(flag);
  REQUIRE_FALSE(flag.requested());
  std::raise(signal);
  REQUIRE(flag.requested());
}

TEST_CASE("the handlers that were there come back", "[serial]") {
  const auto before = std::signal(SIGUSR1, note);
  {
    core::StopFlag flag;
    const parallel::StopSignals scope(flag);
    std::raise(SIGUSR1);
    REQUIRE(flag.requested());
    REQUIRE(seen == 0);
  }
  std::raise(SIGUSR1);
  REQUIRE(seen == 1);
  std::signal(SIGUSR1, before);
}

TEST_CASE("there is one scope at a time", "[serial]") {
  core::StopFlag flag;
  {
    const parallel::StopSignals scope(flag);
    REQUIRE_THROWS_AS(parallel::StopSignals(flag), core::InternalError);
  }
  REQUIRE_NOTHROW(parallel::StopSignals(flag));
}

namespace {

constexpr std::chrono::seconds for_ever{100}, a_while{1};

/// Exit code of a child process that asks for a stop and comes to its own end, with code 0, after `busy`.
template <class Work>
int exit_code_of_child(const parallel::StopLimits& limits, std::chrono::seconds busy, const Work& ask) {
  const pid_t child = fork();
  if (child == 0) {
    {
      core::StopFlag flag;
      const parallel::StopSignals scope(flag, limits);
      ask();
      if (!limits.until_exit) std::this_thread::sleep_for(busy);
    }
    if (limits.until_exit) std::this_thread::sleep_for(busy);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr std::chrono::duration<double> long_grace{1000}, short_grace{0.2};

}  // namespace

TEST_CASE("a second SIGTERM or SIGINT ends the process as stopped early", "[serial]") {
  const int first = GENERATE(SIGTERM, SIGINT), second = GENERATE(SIGTERM, SIGINT);
  const int code = exit_code_of_child({{}, long_grace, false}, for_ever, [&] {
    std::raise(first);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    std::raise(second);
  });
  REQUIRE(code == 75);
}

TEST_CASE("one and the same signal may come twice", "[serial]") {
  REQUIRE(exit_code_of_child({{}, long_grace, false}, a_while, [] {
            std::raise(SIGTERM);
            std::raise(SIGTERM);
          }) == 0);
}

TEST_CASE("a run that does not end after SIGTERM or SIGINT is ended", "[serial]") {
  const int signal = GENERATE(SIGTERM, SIGINT);
  REQUIRE(exit_code_of_child({{}, short_grace, false}, for_ever, [&] { std::raise(signal); }) == 75);
}

TEST_CASE("a run that does not end after its time limit is ended", "[serial]") {
  REQUIRE(exit_code_of_child({short_grace, short_grace, false}, for_ever, [] {}) == 75);
}

TEST_CASE("SIGUSR1 waits until the time limit", "[serial]") {
  REQUIRE(exit_code_of_child({{}, short_grace, false}, a_while, [] { std::raise(SIGUSR1); }) == 0);
  REQUIRE(exit_code_of_child({short_grace, short_grace, false}, for_ever, [] { std::raise(SIGUSR1); }) == 75);
}

TEST_CASE("the time of grace goes on behind the scope where that is asked for", "[serial]") {
  REQUIRE(exit_code_of_child({{}, short_grace, true}, for_ever, [] { std::raise(SIGTERM); }) == 75);
  REQUIRE(exit_code_of_child({{}, short_grace, true}, a_while, [] {}) == 0);
}
