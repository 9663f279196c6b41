#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;
using Floats = std::vector<float>;

namespace {

const std::filesystem::path fixtures = std::filesystem::path(NETSEAM_TEST_DATA) / "input";

std::string refusal(std::string_view bytes) {
  const test::TempDirectory folder;
  const auto path = folder.path() / "layer.npy";
  test::write_file(path, bytes);
  return test::message_of([&path] { test::rows_of(*input::open_tensors(path), 0); });
}

}  // namespace

TEST_CASE("npy: what numpy wrote in C order, Fortran order, version 2 and big endian reads the same",
          "[serial]") {
  // element (i, j, k) is 100 i + 10 j + k, see tests/data/input/ORIGIN.md
  for (const char* name :
       {"c_order.npy", "fortran_order.npy", "version2.npy", "big_endian.npy", "int16.npy"}) {
    CAPTURE(name);
    const auto source = input::open_tensors(fixtures / name);
    REQUIRE(source->tensors().size() == 1);
    CHECK(source->tensors()[0].name == std::filesystem::path(name).stem().string());
    REQUIRE(source->tensors()[0].shape == std::vector<std::size_t>{4, 3, 2});
    CHECK(test::rows_of(*source, 0, {1, 3}) ==
          Floats{100, 101, 110, 111, 120, 121, 300, 301, 310, 311, 320, 321});
    CHECK(test::rows_of(*source, 0).size() == 24);
  }
}

TEST_CASE("npy: rows of arrays larger than a block arrive in both orders", "[serial]") {
  const test::TempDirectory folder;
  // 1500 x 1000 float64 = 12 MB, three blocks; a column of 600,000 rows of float64 = 4.8 MB, more than one
  // block
  for (const auto& [height, width] : {std::pair<std::size_t, std::size_t>{1500, 1000}, {600000, 3}}) {
    for (const bool fortran : {false, true}) {
      CAPTURE(height, width, fortran);
      std::vector<double> data(height * width);
      for (std::size_t i = 0; i < height; ++i) {
        for (std::size_t j = 0; j < width; ++j) {
          data[fortran ? j * height + i : i * width + j] = static_cast<double>((i * 7 + j) % 9973);
        }
      }
      const auto path = folder.path() / "large.npy";
      test::write_file(path,
                       test::npy("<f8", "(" + std::to_string(height) + ", " + std::to_string(width) + ")",
                                 test::bytes_of(data), fortran));
      std::vector<std::size_t> rows{0, 1, 2};
      for (std::size_t row = 10; row < height; row += 3) rows.push_back(row);
      const auto source = input::open_tensors(path);
      const Floats values = test::rows_of(*source, 0, rows);
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t j = 0; j < width; ++j) {
          wrong += values[r * width + j] != static_cast<float>((rows[r] * 7 + j) % 9973) ? 1 : 0;
        }
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("npy: files that are damaged or hold no numbers are refused by name and place", "[serial]") {
  const std::string good = test::npy("<f4", "(2, 3)", test::bytes_of(test::counting(6)));
  CHECK(refusal(good) == "nothing was thrown");
  CHECK_THAT(refusal(good.substr(0, good.size() - 5)),
             Contains("layer.npy: header: found 19 bytes of data (truncated)"));
  CHECK_THAT(refusal(good + "x"), Contains("found 25 bytes of data") && Contains("expected 24"));
  CHECK_THAT(refusal(""), Contains("found an empty file"));
  CHECK_THAT(refusal("\x93NUMPY\x01"), Contains("found 7 bytes"));
  CHECK_THAT(refusal("not an array at all"), Contains("other first bytes"));
  CHECK_THAT(refusal(std::string("\x93NUMPY\x09\x00\x10\x00", 10) + good.substr(10)),
             Contains("npy version 9"));
  CHECK_THAT(refusal(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12) + good.substr(12)),
             Contains("a header of 4294967295 bytes"));
  CHECK_THAT(refusal(test::npy("|O", "(2,)", "pickle")), Contains("Python objects") && Contains("\"layer\""));
  CHECK_THAT(refusal(test::npy("<c8", "(1,)", "12345678")), Contains("<c8"));
  CHECK_THAT(refusal(test::npy("<U3", "(1,)", "123456789012")), Contains("<U3"));
  CHECK_THAT(refusal(test::npy_with_header(
                 "{'descr': [('a', '<f4'), ('b', [('c]', '|O')])], 'fortran_order': False, 'shape': (1,), }",
                 "12345678")),
             Contains("records"));
}

TEST_CASE("npy: header text is parsed, never evaluated", "[serial]") {
  const auto header = [](std::string_view text) { return refusal(test::npy_with_header(text, "1234")); };
  CHECK(header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }") == "nothing was thrown");
  CHECK(header("{\"shape\":(1,1),\"fortran_order\":True,\"descr\":\"<f4\"}") == "nothing was thrown");
  CHECK_THAT(header("__import__('os').system('true')"), Contains("no dictionary at character 0"));
  CHECK_THAT(header("{'descr': '<f4', 'shape': (1,)}"), Contains("a missing key"));
  CHECK_THAT(header("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"),
             Contains("repeated key 'descr'"));
  CHECK_THAT(header("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}"),
             Contains("neither True nor False"));
  CHECK_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"), Contains("no length"));
  CHECK_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}"),
             Contains("no length that fits 64 bits"));
  CHECK_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}"),
             Contains("a size that fits 63 bits"));
  CHECK_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296, 4)}"),
             Contains("a size that fits 63 bits"));
  CHECK_THAT(header("{'descr': [[[[[["), Contains("an unfinished list"));
  std::string many = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (int i = 0; i < 65; ++i) many += "1,";
  CHECK_THAT(header(many + ")}"), Contains("more than 64 axes"));
}

TEST_CASE("npy: folders and missing files are refused", "[serial]") {
  const test::TempDirectory folder;
  std::filesystem::create_directory(folder.path() / "a.npy");
  CHECK_THAT(test::message_of([&] { input::open_tensors(folder.path() / "a.npy"); }),
             Contains("found a folder"));
  CHECK_THAT(test::message_of([&] { input::open_tensors(folder.path() / "b.npy"); }),
             Contains("b.npy: found No such file"));
  test::write_file(folder.path() / "notes.txt", "hello");
  CHECK_THAT(test::message_of([&] { input::open_tensors(folder.path() / "notes.txt"); }),
             Contains("a file of unknown kind") && Contains(".safetensors"));
}
