#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/file_fingerprint.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;

TEST_CASE("a fingerprint is the size and the CRC-64/XZ of the content", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a";
  const auto of = [&path](std::string_view content) {
    test::write_file(path, content);
    return input::fingerprint(path);
  };
  // check value of CRC-64/XZ in the catalogue of parametrised CRC algorithms (reveng.sourceforge.io)
  CHECK(of("123456789") == "9-995dc9bbdf1939fa");
  CHECK(of("") == "0-0000000000000000");
  const std::string two_blocks((std::size_t{1} << 20) + 5, 'x');
  const std::string before = of(two_blocks);
  std::string changed = two_blocks;
  changed.back() = 'y';
  CHECK(of(changed) != before);
  CHECK(of(two_blocks) == before);
  CHECK_THAT(test::message_of([&] { input::fingerprint(folder.path() / "gone"); }),
             Contains("gone: found No such file"));
}

TEST_CASE("of a large file the ends and blocks between count", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a";
  const std::size_t mib = std::size_t{1} << 20;
  std::string content(200 * mib + 7, '\0');
  const auto of_change = [&](std::size_t place) {
    content[place] = 1;
    test::write_file(path, content);
    content[place] = 0;
    return input::fingerprint(path);
  };
  test::write_file(path, content);
  const std::string before = input::fingerprint(path);
  CHECK(before.starts_with("c800007-"));
  CHECK(of_change(0) != before);
  CHECK(of_change(content.size() - 1) != before);
  // block 32 of 0..65 starts at 32 / 65 of the last start
  CHECK(of_change((content.size() - mib) / 65 * 32 + mib / 2) != before);
  CHECK(of_change(mib + mib / 2) == before);
}
