#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/signals.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/wait.h>
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

TEST_CASE("a second interrupt kills", "[serial]") {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    core::StopFlag flag;
    const parallel::StopSignals scope(flag);
    std::raise(SIGINT);
    if (!flag.requested()) _exit(1);
    std::raise(SIGINT);
    _exit(2);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == SIGINT);
}
