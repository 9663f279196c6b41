#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/input_watch.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>

using namespace netseam;
using Catch::Matchers::Contains;

namespace {

/// Longer than the tick of the file system's clock.
void wait_a_tick() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

/// What a look at the files says; nothing where they are what they were.
std::string change_seen(input::InputWatch& watch) {
  try {
    watch.require_unchanged();
  } catch (const core::Error& error) {
    return error.code() == core::ExitCode::input ? error.what() : "another exit code";
  }
  return {};
}

}  // namespace

TEST_CASE("a watch sees every way in which a file can change", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a", other = folder.path() / "b";
  test::write_file(path, "abc");
  test::write_file(other, "abc");
  wait_a_tick();
  input::InputWatch watch({other, path});
  CHECK(change_seen(watch).empty());
  wait_a_tick();

  SECTION("longer") {
    test::write_file(path, "abcd");
    CHECK_THAT(change_seen(watch), Contains("a: changed while this run read it: was 3 bytes of 20") &&
                                       Contains(", is 4 bytes of 20"));
  }
  SECTION("gone") {
    std::filesystem::remove(path);
    CHECK_THAT(change_seen(watch), Contains("a: changed") && Contains("is No such file"));
  }
  SECTION("a folder now") {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    CHECK_THAT(change_seen(watch), Contains("a: changed") && Contains("is a folder"));
  }
  SECTION("another file of the same size and times") {
    struct stat before {};
    REQUIRE(::stat(path.c_str(), &before) == 0);
    test::write_file(folder.path() / "c", "xyz");
    std::filesystem::rename(folder.path() / "c", path);
    const timespec times[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    CHECK_THAT(change_seen(watch), Contains("a: changed") && Contains("another file of that size and time"));
  }
  SECTION("overwritten in place, its time set back") {
    struct stat before {};
    REQUIRE(::stat(path.c_str(), &before) == 0);
    test::write_file(path, "xyz");
    const timespec times[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    CHECK_THAT(change_seen(watch),
               Contains("a: changed") && Contains("is the same size and date, written at 20"));
  }
}

TEST_CASE("looking costs at most one part in a hundred, and spares the file system", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a";
  test::write_file(path, "abc");
  input::InputWatch watch(std::vector<std::filesystem::path>(200, path));
  CHECK(watch.is_due());
  watch.require_unchanged();
  CHECK_FALSE(watch.is_due());
  input::InputWatch of_many({path}, 1'000'000);  // ranks look in turn, each once in 1,000 s
  of_many.require_unchanged();
  CHECK_FALSE(of_many.is_due());
}

TEST_CASE("the files behind an index are its shards", "[serial]") {
  const test::TempDirectory folder;
  const auto index = folder.path() / "x.safetensors.index.json";
  test::write_file(
      index, R"({"weight_map": {"a": "x-10.safetensors", "b": "x-9.safetensors", "c": "x-9.safetensors"}})");
  for (const char* shard : {"x-9.safetensors", "x-10.safetensors"})
    test::write_file(folder.path() / shard, "a shard");
  const std::vector<std::filesystem::path> expected{index, folder.path() / "x-9.safetensors",
                                                    folder.path() / "x-10.safetensors"};
  CHECK(input::files_behind(index) == expected);
  CHECK(input::files_behind(folder.path() / "x.npy") == std::vector{folder.path() / "x.npy"});
}
