#include "temp_directory.hpp"

#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/parallel/progress.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

using namespace netseam;
using namespace std::chrono_literals;

TEST_CASE("durations read like a person would say them", "[serial]") {
  REQUIRE(parallel::duration_text(0.4) == "0 s");
  REQUIRE(parallel::duration_text(59.4) == "59 s");
  REQUIRE(parallel::duration_text(302) == "5 min 2 s");
  REQUIRE(parallel::duration_text(12000) == "3 h 20 min");
  REQUIRE(parallel::duration_text(2 * 86400 + 4 * 3600 + 59) == "2 d 4 h");
}

TEST_CASE("the rate counts this run only", "[serial]") {
  // 100 of the 200 were there before; 50 in 10 s: 5/s, 50 left: 10 s
  const parallel::ProgressState state{150, 200, 100, 10.0};
  REQUIRE(parallel::seconds_left(state) == Approx(10).epsilon(1e-12));
  REQUIRE(parallel::progress_text("pairs", state) == "pairs 150 of 200 (75.0 %), 5/s, 10 s left");
}

TEST_CASE("no rate is made up before anything is done", "[serial]") {
  REQUIRE(parallel::seconds_left({100, 200, 100, 3.0}) < 0);
  REQUIRE(parallel::progress_text("pairs", {100, 200, 100, 3.0}) == "pairs 100 of 200 (50.0 %)");
  REQUIRE(parallel::progress_text("pairs", {0, 0, 0, 0}) == "pairs 0 of 0 (100.0 %)");
}

TEST_CASE("dated lines come at their interval, however often progress is told", "[serial]") {
  const test::TempDirectory folder;
  const auto self = parallel::Communicator::duplicate(MPI_COMM_SELF);
  const auto file = folder.path() / "run.log";
  {
    parallel::Log log(self, file, nullptr);
    const auto begin = parallel::Progress::Clock::now();
    parallel::Progress progress(log, "pairs", 1000, 0, {200ms, 60s}, begin);
    for (int second = 1; second <= 130; ++second)
      progress.update(static_cast<std::size_t>(second), begin + second * 1s);
    progress.finish(begin + 130s);
  }
  std::ifstream stream(file);
  std::string text, line;
  std::vector<std::string> lines;
  while (std::getline(stream, line)) lines.push_back(line);
  REQUIRE(lines.size() == 3);  // after 60 s, after 120 s, at the end
  REQUIRE(lines[0].find("pairs 60 of 1000") != std::string::npos);
  REQUIRE(lines[1].find("pairs 120 of 1000 (12.0 %), 1/s, 14 min 40 s left") != std::string::npos);
  REQUIRE(lines[2].find("pairs 130 of 1000 after 2 min 10 s") != std::string::npos);
}
