#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/shard_file.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace netseam;
using store::ShardState;

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

void write_three(const std::filesystem::path& path, const std::string& key) {
  store::ShardWriter writer(path, key);
  writer.append(7, bytes_of("seven"));
  writer.append(1, {});
  writer.append(7, bytes_of(std::string(3'000'000, 'x')));  // longer than one block of a scan
}

}  // namespace

TEST_CASE("records come back in order, also empty and doubled ones", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "new" / "rank0.shard";
  write_three(path, "key of the work");
  const auto scan = store::scan_shard(path, "key of the work");
  REQUIRE(scan.state == ShardState::usable);
  REQUIRE(scan.key == "key of the work");
  REQUIRE_FALSE(scan.torn);
  REQUIRE(scan.good_bytes == std::filesystem::file_size(path));
  REQUIRE(scan.entries.size() == 3);
  REQUIRE(scan.entries[0].id == 7);
  REQUIRE(store::read_record(path, scan.entries[0]) == bytes_of("seven"));
  REQUIRE(scan.entries[1].id == 1);
  REQUIRE(store::read_record(path, scan.entries[1]).empty());
  REQUIRE(store::read_record(path, scan.entries[2]) == bytes_of(std::string(3'000'000, 'x')));
}

TEST_CASE("the layout is the one that the header describes", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  store::ShardWriter(path, "k").append(258, bytes_of("ab"));
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto with = [](std::initializer_list<int> values) {
    std::string result;
    for (const int value : values) result += static_cast<char>(value);
    return result;
  };
  REQUIRE(text.size() == 21 + 20 + 2);
  // CRCs by Python's zlib.crc32
  REQUIRE(text.substr(0, 17) == "NSMSHARD" + with({1, 0, 0, 0, 1, 0, 0, 0}) + "k");
  REQUIRE(text.substr(17, 4) == with({0x3b, 0x08, 0x33, 0x52}));
  REQUIRE(text.substr(21, 16) == with({2, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}));
  REQUIRE(text.substr(37) == with({0x22, 0xe5, 0xc6, 0x3e}) + "ab");
}

TEST_CASE("a shard goes on where it ended", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  write_three(path, "key");
  {
    store::ShardWriter writer(path, "key");
    REQUIRE(writer.found().size() == 3);
    REQUIRE(writer.path() == path);
    writer.append(9, bytes_of("nine"));
  }
  const auto scan = store::scan_shard(path, "key");
  REQUIRE(scan.entries.size() == 4);
  REQUIRE(store::read_record(path, scan.entries[3]) == bytes_of("nine"));
}

TEST_CASE("a record can be read while the shard is still written, with any sync interval", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  const auto interval = GENERATE(std::chrono::duration<double>(0), std::chrono::duration<double>(3600));
  store::ShardWriter first(path, "key", interval);
  first.append(1, bytes_of("one"));
  store::ShardWriter writer = std::move(first);
  writer.append(2, bytes_of("two"));
  writer.sync();
  const auto scan = store::scan_shard(path, "key");
  REQUIRE(scan.entries.size() == 2);
  REQUIRE(store::read_record(path, scan.entries[1]) == bytes_of("two"));
}

TEST_CASE("no file is a missing shard", "[serial]") {
  const test::TempDirectory folder;
  const auto scan = store::scan_shard(folder.path() / "none.shard", "key");
  REQUIRE(scan.state == ShardState::missing);
  REQUIRE(scan.entries.empty());
}

TEST_CASE("a shard of other work is told apart and never written to", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  write_three(path, "old key");
  const auto size = std::filesystem::file_size(path);
  const auto scan = store::scan_shard(path, "new key");
  REQUIRE(scan.state == ShardState::other_key);
  REQUIRE(scan.key == "old key");
  REQUIRE(scan.entries.empty());
  REQUIRE_THROWS_WITH(store::ShardWriter(path, "new key"),
                      Catch::Contains("holds work of key old key, but this run has key new key"));
  REQUIRE(std::filesystem::file_size(path) == size);
}

// A key has a line for each input file: a thousand layers in files of their own are some 100 kB.
TEST_CASE("a key may be long, but not without limit", "[serial]") {
  const test::TempDirectory folder;
  const std::string longest(std::size_t{1} << 20, 'k');
  write_three(folder.path() / "a.shard", longest);
  REQUIRE(store::scan_shard(folder.path() / "a.shard", longest).entries.size() == 3);
  const auto other = store::scan_shard(folder.path() / "a.shard", "k");
  REQUIRE(other.state == ShardState::other_key);
  REQUIRE(other.key == longest);
  REQUIRE_THROWS_AS(store::ShardWriter(folder.path() / "b.shard", longest + "k"), core::InternalError);
}

TEST_CASE("two writers of one shard are one too many", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  const store::ShardWriter writer(path, "key");
  REQUIRE_THROWS_WITH(store::ShardWriter(path, "key"), Catch::Contains("another process writes this shard"));
}
