#include "file_size_limit.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/shard_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace netseam;
using store::ShardState;

constexpr std::size_t header_bytes = 16 + 3 + 4;  // of the key "key"
constexpr std::size_t head_bytes = 20;

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void replace(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

// a shard of key "key" with the records (1, "first") and (2, "second")
std::string write_two(const std::filesystem::path& path) {
  {
    store::ShardWriter writer(path, "key");
    writer.append(1, bytes_of("first"));
    writer.append(2, bytes_of("second"));
  }
  return content(path);
}

constexpr std::size_t first_end = header_bytes + head_bytes + 5;

}  // namespace

TEST_CASE("a shard cut at any byte keeps the records before the cut and goes on", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  const std::string whole = write_two(path);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    replace(path, whole.substr(0, length));
    const auto scan = store::scan_shard(path, "key");
    REQUIRE(scan.state == ShardState::usable);
    REQUIRE(scan.entries.size() == (length < first_end ? 0 : 1));
    REQUIRE(scan.good_bytes == (length < header_bytes ? 0 : length < first_end ? header_bytes : first_end));
    REQUIRE(scan.torn == (length != scan.good_bytes));
    store::ShardWriter(path, "key").append(3, bytes_of("third"));
    const auto after = store::scan_shard(path, "key");
    REQUIRE_FALSE(after.torn);
    REQUIRE(after.entries.size() == scan.entries.size() + 1);
    REQUIRE(store::read_record(path, after.entries.back()) == bytes_of("third"));
  }
}

TEST_CASE("a flipped bit anywhere in a record ends the scan before it", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  const std::string whole = write_two(path);
  for (std::size_t place = first_end; place < whole.size(); ++place) {
    CAPTURE(place);
    std::string broken = whole;
    broken[place] = static_cast<char>(broken[place] ^ 4);
    replace(path, broken);
    const auto scan = store::scan_shard(path, "key");
    REQUIRE(scan.entries.size() == 1);
    REQUIRE(scan.good_bytes == first_end);
    REQUIRE(scan.torn);
  }
  // the second record is sound, but what lies before it is not: nothing after a fault is believed
  std::string broken = whole;
  broken[header_bytes + head_bytes] = 'F';
  replace(path, broken);
  REQUIRE(store::scan_shard(path, "key").entries.empty());
}

TEST_CASE("a damaged header is not taken for an empty shard", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  const std::string whole = write_two(path);
  for (std::size_t place = 0; place < header_bytes; ++place) {
    CAPTURE(place);
    std::string broken = whole;
    broken[place] = static_cast<char>(broken[place] ^ 4);
    replace(path, broken);
    REQUIRE(store::scan_shard(path, "key").state == ShardState::foreign);
    REQUIRE_THROWS_WITH(store::ShardWriter(path, "key"), Catch::Contains("not a shard of netseam"));
    REQUIRE(content(path) == broken);
  }
}

TEST_CASE("a length beyond the file is not believed", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  std::string whole = write_two(path);
  for (std::size_t i = 0; i < 8; ++i) whole[first_end + 8 + i] = '\xff';
  replace(path, whole);
  const auto scan = store::scan_shard(path, "key");
  REQUIRE(scan.entries.size() == 1);
  REQUIRE_THROWS_AS(store::read_record(path, {1, 40, ~std::uint64_t{0}}), core::InputError);
  REQUIRE_THROWS_AS(store::read_record(path, {1, ~std::uint64_t{0}, 1}), core::InputError);
  REQUIRE_THROWS_AS(store::read_record(path, {1, 3, 1}), core::InputError);
}

TEST_CASE("a record that changed after the scan is refused", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  std::string whole = write_two(path);
  const auto scan = store::scan_shard(path, "key");
  whole[first_end - 1] = 'T';
  replace(path, whole);
  REQUIRE_THROWS_WITH(store::read_record(path, scan.entries[0]), Catch::Contains("record 1 at byte"));
  REQUIRE(store::read_record(path, scan.entries[1]) == bytes_of("second"));
}

TEST_CASE("a full disk is an error that leaves the shard as it was", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.shard";
  store::ShardWriter writer(path, "key");
  writer.append(1, bytes_of("first"));
  {
    const test::FileSizeLimit limit(4096);
    REQUIRE_THROWS_WITH(writer.append(2, bytes_of(std::string(10'000, 'x'))),
                        Catch::Contains("a.shard: cannot write: File too large"));
  }
  REQUIRE(std::filesystem::file_size(path) == first_end);
  writer.append(3, bytes_of("third"));
  const auto scan = store::scan_shard(path, "key");
  REQUIRE(scan.entries.size() == 2);
  REQUIRE_FALSE(scan.torn);
}

TEST_CASE("a place that cannot be written is an error of the configuration with the reason", "[serial]") {
  const test::TempDirectory folder;
  replace(folder.path() / "file", "in the way");
  try {
    const store::ShardWriter writer(folder.path() / "file" / "a.shard", "key");
    FAIL("no error");
  } catch (const core::ConfigError& error) {
    REQUIRE(std::string(error.what()).find("file: cannot make the folder: Not a directory") !=
            std::string::npos);
  }
  REQUIRE_THROWS_AS(store::ShardWriter(folder.path(), "key"), core::ConfigError);
}
