#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <string>
#include <unistd.h>

using namespace netseam;
using parallel::Communicator;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

TEST_CASE("times are written as ISO 8601 in UTC", "[serial]") {
  using std::chrono::system_clock;
  REQUIRE(parallel::iso_time(system_clock::from_time_t(0)) == "1970-01-01T00:00:00Z");
  REQUIRE(parallel::iso_time(system_clock::from_time_t(1000000000)) == "2001-09-09T01:46:40Z");  // known date
}

TEST_CASE("rank 0 alone writes, to the screen plainly and to the file with the date", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(all);
  const auto file = folder.path() / "run.log",
             screen_file = folder.path() / ("screen" + std::to_string(all.rank()));
  const std::unique_ptr<std::FILE, Close> screen(std::fopen(screen_file.c_str(), "w"));
  {
    parallel::Log log(all, file, screen.get());
    log.line("begun");
    log.status("not on a file");
    log.record("for the file only");
    REQUIRE(parallel::all_of(all, !log.terminal()));
  }
  {
    parallel::Log again(all, file, nullptr);
    again.line("continued");
  }
  all.barrier();
  const std::string date = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ )";
  const std::regex expected(date + "begun\n" + date + "for the file only\n" + date + "continued\n");
  const bool right =
      std::regex_match(content(file), expected) && content(screen_file) == (all.is_root() ? "begun\n" : "");
  REQUIRE(parallel::all_of(all, right));
}

TEST_CASE("a log file that cannot be opened fails on all ranks and is named", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  std::string message;
  try {
    const parallel::Log log(all, "/nowhere/run.log", nullptr);
  } catch (const core::Error& error) {
    message = error.what();
  }
  REQUIRE(parallel::all_of(all, message.find("/nowhere/run.log") != std::string::npos));
}

TEST_CASE("a screen that cannot be written loses nothing of the log file", "[serial]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const std::unique_ptr<std::FILE, Close> screen(std::fopen("/dev/full", "w"));
  {
    parallel::Log log(all, folder.path() / "run.log", screen.get());
    REQUIRE_NOTHROW(log.line("begun"));
    REQUIRE_NOTHROW(log.line("ended"));
  }
  const std::string text = content(folder.path() / "run.log");
  REQUIRE(text.find("begun") < text.find("ended"));
  REQUIRE(text.ends_with("ended\n"));
}

TEST_CASE("output that cannot be written is an error, one that nobody reads is none", "[serial]") {
  const std::unique_ptr<std::FILE, Close> full(std::fopen("/dev/full", "w"));
  REQUIRE_THROWS_WITH(parallel::write_output(full.get(), "text"),
                      "standard output: cannot be written: No space left on device");
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  const std::unique_ptr<std::FILE, Close> unread(fdopen(ends[1], "w"));
  REQUIRE_NOTHROW(parallel::write_output(unread.get(), "text"));
}
