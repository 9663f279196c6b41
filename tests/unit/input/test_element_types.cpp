#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace netseam;
using Floats = std::vector<float>;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

Floats read_as(std::string_view descr, const std::string& data, std::size_t count) {
  const test::TempDirectory folder;
  test::write_file(folder.path() / "a.npy", test::npy(descr, "(" + std::to_string(count) + ",)", data));
  return test::rows_of(*input::open_tensors(folder.path() / "a.npy"), 0);
}

template <class T>
Floats read_as(std::string_view descr, const std::vector<T>& values) {
  return read_as(descr, test::bytes_of(values), values.size());
}

Floats read_bf16(const std::vector<std::uint16_t>& values) {
  const test::TempDirectory folder;
  const auto entry =
      test::safetensors_entry("a", "BF16", "[" + std::to_string(values.size()) + "]", 0, 2 * values.size());
  test::write_file(folder.path() / "a.safetensors",
                   test::safetensors("{" + entry + "}", test::bytes_of(values)));
  return test::rows_of(*input::open_tensors(folder.path() / "a.safetensors"), 0);
}

}  // namespace

TEST_CASE("float16 is widened exactly, subnormal numbers, infinities and NaN included", "[serial]") {
  // bit patterns from IEEE 754-2019, table 3.5: bias 15, 10 fraction bits
  const Floats values = read_as<std::uint16_t>(
      "<f2", {0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x7c00, 0xfc00, 0x3555});
  CHECK(values == Floats{0, 0, 1, -2, 65504, 0x1p-14F, 0x1p-24F, -1023 * 0x1p-24F, infinity, -infinity,
                         1365 * 0x1p-12F});
  CHECK(std::signbit(values[1]));
  CHECK(std::isnan(read_as<std::uint16_t>("<f2", {0x7e00})[0]));
  // every finite pattern: sign * fraction * 2^exponent
  std::vector<std::uint16_t> patterns;
  for (std::uint16_t bits = 0; bits < 0x7c00; ++bits) patterns.push_back(bits);
  const Floats all = read_as("<f2", patterns);
  std::size_t wrong = 0;
  for (std::uint16_t bits = 0; bits < 0x7c00; ++bits) {
    const int exponent = bits >> 10, fraction = bits & 0x3ff;
    const double expected =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    wrong += static_cast<double>(all[bits]) != expected ? 1 : 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("bfloat16 is the upper half of a float32", "[serial]") {
  CHECK(read_bf16({0x0000, 0x3f80, 0xc000, 0x7f7f, 0x0001, 0x7f80, 0xff80}) ==
        Floats{0, 1, -2, 0x1.fep+127F, 0x1p-133F, infinity, -infinity});
  CHECK(std::isnan(read_bf16({0x7fc0})[0]));
}

TEST_CASE("float64 is rounded to nearest and becomes infinite beyond float32", "[serial]") {
  const Floats values = read_as<double>("<f8", {0.1, 1 + 0x1p-24, 1 + 0x1.8p-24, 1e300, -1e300,
                                                0x1.fffffefffffffp+127, 0x1.ffffffp+127, 1e-300});
  CHECK(values ==
        Floats{0.1F, 1, 1 + 0x1p-23F, infinity, -infinity, std::numeric_limits<float>::max(), infinity, 0});
  CHECK(std::isnan(read_as<double>("<f8", {std::nan("")})[0]));
}

TEST_CASE("integers of every width and truth values become floats", "[serial]") {
  CHECK(read_as<std::int8_t>("|i1", {-128, 127}) == Floats{-128, 127});
  CHECK(read_as<std::uint8_t>("|u1", {0, 255}) == Floats{0, 255});
  CHECK(read_as<std::int16_t>("<i2", {-32768, 1}) == Floats{-32768, 1});
  CHECK(read_as<std::uint16_t>("<u2", {65535}) == Floats{65535});
  CHECK(read_as<std::int32_t>("<i4", {-2147483647 - 1}) == Floats{-2147483648.0F});
  CHECK(read_as<std::uint32_t>("<u4", {4294967295U}) == Floats{4294967296.0F});
  CHECK(read_as<std::int64_t>("<i8", {-(std::int64_t{1} << 40), 16777217}) == Floats{-0x1p40F, 16777216});
  CHECK(read_as<std::uint64_t>("<u8", {~std::uint64_t{0}}) == Floats{0x1p64F});
  CHECK(read_as<std::uint8_t>("|b1", {0, 1, 7}) == Floats{0, 1, 1});
}

TEST_CASE("integers and truth values of safetensors are read as those of npy", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.safetensors";
  const auto read_dtype = [&path](std::string_view dtype, std::size_t count, const std::string& data) {
    const auto entry = test::safetensors_entry("a", dtype, "[" + std::to_string(count) + "]", 0, data.size());
    test::write_file(path, test::safetensors("{" + entry + "}", data));
    return test::rows_of(*input::open_tensors(path), 0);
  };
  CHECK(read_dtype("BOOL", 3, std::string("\0\1\7", 3)) == Floats{0, 1, 1});
  CHECK(read_dtype("U8", 2, std::string("\0\xff", 2)) == Floats{0, 255});
  CHECK(read_dtype("I8", 2, "\x80\x7f") == Floats{-128, 127});
  CHECK(read_dtype("I16", 2, test::bytes_of<std::int16_t>({-32768, 1})) == Floats{-32768, 1});
  CHECK(read_dtype("U16", 1, test::bytes_of<std::uint16_t>({65535})) == Floats{65535});
  CHECK(read_dtype("I32", 1, test::bytes_of<std::int32_t>({-7})) == Floats{-7});
  CHECK(read_dtype("U32", 1, test::bytes_of<std::uint32_t>({4294967295U})) == Floats{4294967296.0F});
  CHECK(read_dtype("I64", 1, test::bytes_of<std::int64_t>({16777217})) == Floats{16777216});
  CHECK(read_dtype("U64", 1, test::bytes_of<std::uint64_t>({~std::uint64_t{0}})) == Floats{0x1p64F});
  CHECK_THAT(test::message_of([&] { read_dtype("F8_E4M3", 1, "1"); }),
             Catch::Contains("\"a\": found elements of type F8_E4M3"));
}

TEST_CASE("big-endian elements are turned", "[serial]") {
  CHECK(read_as(">f4", std::string("\x3f\x80\x00\x00\xc0\x00\x00\x00", 8), 2) == Floats{1, -2});
  CHECK(read_as(">f2", std::string("\x3c\x00", 2), 1) == Floats{1});
  CHECK(read_as(">f8", std::string("\xbf\xf0\0\0\0\0\0\0", 8), 1) == Floats{-1});
  CHECK(read_as(">i2", std::string("\x01\x02", 2), 1) == Floats{258});
}
