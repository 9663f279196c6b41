#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;
using Floats = std::vector<float>;

namespace {

const std::filesystem::path fixtures = std::filesystem::path(NETSEAM_TEST_DATA) / "input";

std::string refusal(const std::filesystem::path& path) {
  return test::message_of([&path] {
    const auto source = input::open_tensors(path);
    for (std::size_t i = 0; i < source->tensors().size(); ++i) test::rows_of(*source, i);
  });
}

// overwrites `length` bytes `distance` after the first `signature` in a file
void patch(const std::filesystem::path& path, std::string_view signature, std::size_t distance,
           std::string_view bytes) {
  std::string content = test::read_file(path);
  content.replace(content.find(signature) + distance, bytes.size(), bytes);
  test::write_file(path, content);
}

constexpr std::string_view local_header = "PK\x03\x04", directory_entry = "PK\x01\x02";

}  // namespace

TEST_CASE("npz: what numpy wrote, stored and deflated, in the order of the archive", "[serial]") {
  for (const char* name : {"stored.npz", "deflated.npz"}) {
    CAPTURE(name);
    const auto source = input::open_tensors(fixtures / name);
    CHECK(test::names_of(*source) == std::vector<std::string>{"layers.2", "layers.10", "fortran"});
    CHECK(test::rows_of(*source, 0, {1, 3}) ==
          Floats{100, 101, 110, 111, 120, 121, 300, 301, 310, 311, 320, 321});
    CHECK(test::rows_of(*source, 1) == Floats{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5});
    CHECK(test::rows_of(*source, 2, {1, 3}) == test::rows_of(*source, 0, {1, 3}));
  }
}

TEST_CASE("npz: a deflated member is read forwards, backwards and in turn with others", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.npz";
  const std::size_t height = 3000, width = 500;  // 6 MB
  test::write_zip(path,
                  {{"x.npy", test::npy("<f4", "(3000, 500)", test::bytes_of(test::counting(height * width)))},
                   {"y.npy", test::npy("<f4", "(2,)", test::bytes_of(test::counting(2)))}},
                  true);
  const auto source = input::open_tensors(path);
  for (const std::size_t row : {0UL, 17UL, 2999UL, 2998UL, 5UL}) {
    const Floats values = test::rows_of(*source, 0, {row});
    CHECK(values.front() == static_cast<float>(row * width));
    CHECK(values.back() == static_cast<float>(row * width + width - 1));
    CHECK(test::rows_of(*source, 1) == Floats{0, 1});
  }
}

TEST_CASE("npz: members that are no arrays are passed over, damaged ones are refused when they are read",
          "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.npz";
  const std::string array = test::npy("<f4", "(2,)", test::bytes_of(test::counting(2)));
  test::write_zip(path,
                  {{"layers/", ""},
                   {"layers/1.npy", array},
                   {"README.txt", "hello"},
                   {"__MACOSX/layers/._1.npy", "resource"},
                   {"._2.npy", "resource"},
                   {"cut.npy", array.substr(0, array.size() - 1)},
                   {"none.npy", "no array"}},
                  false);
  const auto source = input::open_tensors(path);
  CHECK(test::names_of(*source) == std::vector<std::string>{"layers/1", "cut", "none"});
  CHECK(test::rows_of(*source, 0) == Floats{0, 1});
  CHECK_THAT(source->note(), Contains("a.npz: passed over what is no .npy array: layers/, README.txt, "
                                      "__MACOSX/layers/._1.npy, ._2.npy"));
  const auto damaged = [&](std::size_t tensor) {
    return test::message_of([&] { source->read_rows(tensor, {}, {}); });
  };
  CHECK_THAT(damaged(1), Contains("a.npz: \"cut\": found 7 bytes of data (truncated)"));
  CHECK_THAT(damaged(2), Contains("a.npz: \"none\": found 8 bytes"));
}

TEST_CASE("npz: damaged and hostile archives are refused by name and place", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.npz";
  const std::string array = test::npy("<f4", "(50, 4)", test::bytes_of(test::counting(200)));
  const auto fresh = [&](bool deflated) { test::write_zip(path, {{"x.npy", array}}, deflated); };

  SECTION("truncated") {
    fresh(true);
    const std::string content = test::read_file(path);
    test::write_file(path, std::string_view(content).substr(0, content.size() / 2));
    CHECK_THAT(refusal(path), Contains("a.npz: found") && Contains("a zip archive"));
  }
  SECTION("a wrong checksum") {
    fresh(true);
    patch(path, local_header, 14, "abcd");
    patch(path, directory_entry, 16, "abcd");
    CHECK_THAT(refusal(path), Contains("a.npz: \"x.npy\": found CRC error"));
  }
  SECTION("a declared size that deflate cannot reach") {
    fresh(true);
    patch(path, local_header, 22, "\xff\xff\xff\x7f");
    patch(path, directory_entry, 24, "\xff\xff\xff\x7f");
    CHECK_THAT(refusal(path), Contains("\"x.npy\"") && Contains("a zip bomb"));
  }
  SECTION("a declared size that is not that of the array") {
    test::write_zip(path, {{"x.npy", array + "more"}}, true);
    CHECK_THAT(refusal(path), Contains("a.npz: \"x\": found 804 bytes of data") && Contains("expected 800"));
  }
  SECTION("a shape that promises more than the member has") {
    test::write_zip(path, {{"x.npy", test::npy("<f4", "(1000000000, 1000)", "1234")}}, true);
    CHECK_THAT(refusal(path), Contains("found 4 bytes of data (truncated), expected 4000000000000"));
  }
  SECTION("a bomb: few bytes that inflate to very many") {
    const std::size_t zeros = std::size_t{257} << 20;
    test::write_zip(
        path, {{"x.npy", test::npy("|u1", "(" + std::to_string(zeros) + ",)", std::string(zeros, '\0'))}},
        true);
    CHECK_THAT(refusal(path), Contains("a zip bomb") && Contains("numpy.savez"));
  }
  SECTION("encrypted") {
    fresh(true);
    patch(path, local_header, 6, "\x01");
    patch(path, directory_entry, 8, "\x01");
    CHECK_THAT(refusal(path), Contains("\"x.npy\": found an encrypted member"));
  }
  SECTION("another compression method") {
    fresh(true);
    patch(path, local_header, 8, "\x0c");
    patch(path, directory_entry, 10, "\x0c");
    CHECK_THAT(refusal(path), Contains("compression method 12"));
  }
  SECTION("an array of objects beside a good one is refused only when it is read") {
    test::write_zip(path, {{"x.npy", array}, {"o.npy", test::npy("|O", "(2,)", "pickle")}}, false);
    CHECK(test::rows_of(*input::open_tensors(path), 0, {1}) == Floats{4, 5, 6, 7});
    CHECK_THAT(refusal(path), Contains("\"o\": found elements of type Python objects"));
  }
}
