#include "foreign_file.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace netseam;
using store::Hdf5Reader;

std::vector<double> counting(std::size_t size) {
  std::vector<double> values(size);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

}  // namespace

TEST_CASE("truth values as h5py writes them are rows of 0 and 1, other enumerations are no numbers",
          "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  const auto enumeration = [](const char* zero, const char* one, signed char last) {
    store::Hdf5Handle type(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose, "type");
    const signed char first = 0;
    store::checked(H5Tenum_insert(type.get(), zero, &first), "type");
    store::checked(H5Tenum_insert(type.get(), one, &last), "type");
    return type;
  };
  {
    const test::ForeignFile file(path);
    const std::vector<signed char> values{0, 1, 1, 0, 1, 7};
    const auto truth = enumeration("FALSE", "TRUE", 1), colour = enumeration("RED", "BLUE", 1),
               odd = enumeration("FALSE", "TRUE", 2);
    file.dataset("mask", truth.get(), {3, 2}, values.data());
    file.dataset("packed", truth.get(), {3, 2}, values.data(), [](hid_t creation) {
      const std::vector<hsize_t> chunk{2, 2};
      store::checked(H5Pset_chunk(creation, 2, chunk.data()), "chunk");
      store::checked(H5Pset_deflate(creation, 6), "deflate");
    });
    file.dataset("colour", colour.get(), {3, 2}, values.data());
    file.dataset("odd", odd.get(), {3, 2}, values.data());
  }
  const store::Hdf5Reader reader(path);
  for (const char* name : {"mask", "packed"}) {
    CHECK(reader.info(name).boolean);
    CHECK_FALSE(reader.info(name).numeric);
    std::vector<float> out(4);
    reader.read_rows(name, std::vector<std::size_t>{0, 2}, out);
    CHECK(out == std::vector<float>{0, 1, 1, 1});
  }
  for (const char* name : {"colour", "odd"}) {
    std::vector<float> out(2);
    CHECK_FALSE(reader.info(name).boolean);
    CHECK_THROWS_AS(reader.read_rows(name, std::vector<std::size_t>{0}, out), core::InputError);
  }
}

TEST_CASE("all datasets are listed with shape and kind, links are not followed twice", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    const auto values = counting(24);
    file.dataset("b/deep/values", H5T_NATIVE_DOUBLE, {2, 3, 4}, values.data());
    file.dataset("a", H5T_NATIVE_INT32, {0}, nullptr);
    file.dataset("scalar", H5T_NATIVE_UINT8, {}, nullptr);
    const auto text = test::text_type(5);
    file.dataset("text", text.get(), {1}, "abcd");
    REQUIRE(H5Lcreate_hard(file.get(), "/b", file.get(), "/b/deep/cycle", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("/nowhere", file.get(), "/dangling", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  const auto found = reader.datasets();
  REQUIRE(found.size() == 4);
  REQUIRE(found[0].name == "a");
  REQUIRE(found[0].shape == std::vector<std::size_t>{0});
  REQUIRE((found[0].numeric && !found[0].floating));
  REQUIRE(found[1].name == "b/deep/values");
  REQUIRE(found[1].shape == std::vector<std::size_t>{2, 3, 4});
  REQUIRE((found[1].numeric && found[1].floating));
  REQUIRE(found[1].stored_bytes == 192);
  REQUIRE(found[2].name == "scalar");
  REQUIRE(found[2].shape.empty());
  REQUIRE_FALSE(found[3].numeric);
  REQUIRE(reader.exists("b/deep/values"));
  REQUIRE(reader.exists("/b/deep"));
  REQUIRE(reader.exists("b/deep/cycle/deep/values"));
  REQUIRE_FALSE(reader.exists("b/none/values"));
  REQUIRE_FALSE(reader.exists("dangling"));
}

TEST_CASE("rows are read as float32 whatever the type and the storage", "[serial]") {
  const test::TempDirectory folder;
  const auto packed = GENERATE(false, true);
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    const auto prepare = [&](hid_t creation) {
      if (!packed) return;
      const hsize_t chunk[] = {7, 2, 3};  // does not divide the shape
      store::checked(H5Pset_chunk(creation, 3, chunk), "chunk");
      store::checked(H5Pset_deflate(creation, 6), "deflate");
    };
    const auto values = counting(100 * 3 * 5);
    std::vector<float> floats(values.begin(), values.end());
    std::vector<std::int16_t> integers(values.begin(), values.end());
    file.dataset("double", H5T_NATIVE_DOUBLE, {100, 3, 5}, values.data(), prepare);
    file.dataset("float", H5T_NATIVE_FLOAT, {100, 3, 5}, floats.data(), prepare);
    file.dataset("integer", H5T_NATIVE_INT16, {100, 3, 5}, integers.data(), prepare);
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  const std::vector<std::vector<std::size_t>> choices{
      {}, {0}, {99}, {0, 1, 2, 3}, {1, 3, 5, 6, 7, 50, 98, 99}};
  for (const char* name : {"double", "float", "integer"}) {
    for (const auto& rows : choices) {
      std::vector<float> out(rows.size() * 15), expected;
      for (const std::size_t row : rows)
        for (std::size_t i = 0; i < 15; ++i) expected.push_back(static_cast<float>(row * 15 + i));
      reader.read_rows(name, rows, out);
      REQUIRE(out == expected);
    }
  }
}

TEST_CASE("many scattered rows cross the limit of one read", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    file.dataset("x", H5T_NATIVE_DOUBLE, {3000, 2}, counting(6000).data());
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < 3000; row += 2) rows.push_back(row);
  std::vector<float> out(rows.size() * 2);
  Hdf5Reader(folder.path() / "a.h5").read_rows("x", rows, out);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE(out[2 * i] == static_cast<float>(2 * rows[i]));
    REQUIRE(out[2 * i + 1] == static_cast<float>(2 * rows[i] + 1));
  }
}

TEST_CASE("values that float32 or int64 cannot hold", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    const double special[] = {std::nan(""), INFINITY, 1e300};
    file.dataset("special", H5T_NATIVE_DOUBLE, {3}, special);
    const std::uint64_t large[] = {1, std::uint64_t{1} << 63};
    file.dataset("large", H5T_NATIVE_UINT64, {2}, large);
    file.dataset("small", H5T_NATIVE_UINT64, {1}, large);
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  std::vector<float> out(3);
  const std::vector<std::size_t> rows{0, 1, 2};
  reader.read_rows("special", rows, out);
  REQUIRE(std::isnan(out[0]));
  REQUIRE(std::isinf(out[1]));
  REQUIRE(std::isinf(out[2]));
  REQUIRE(reader.read_integers("small") == std::vector<std::int64_t>{1});
  REQUIRE_THROWS_WITH(reader.read_integers("large"),
                      Catch::Contains("large: found the value 9223372036854775808"));
  REQUIRE_THROWS_WITH(reader.read_integers("special"),
                      Catch::Contains("special: found values that are not integers"));
}

TEST_CASE("integer rows", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    const std::vector<std::int32_t> values{0, 1, 2, 3, 4, 5};
    file.dataset("x", H5T_NATIVE_INT32, {3, 2}, values.data());
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  REQUIRE(reader.read_integer_rows("x", 1, 2) == std::vector<std::int64_t>{2, 3, 4, 5});
  REQUIRE(reader.read_integer_rows("x", 3, 0).empty());
  REQUIRE_THROWS_AS(reader.read_integer_rows("x", 2, 2), core::InputError);
  REQUIRE_THROWS_AS(reader.read_integer_rows("x", 1, ~std::size_t{0}), core::InputError);
}

TEST_CASE("texts of fixed and variable length", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    const char* variable[] = {"one", "größe", ""};
    file.dataset("variable", test::text_type(H5T_VARIABLE).get(), {3}, variable);
    file.dataset("unwritten", test::text_type(H5T_VARIABLE).get(), {2}, nullptr);
    file.dataset("terminated", test::text_type(4, H5T_STR_NULLTERM).get(), {2}, "abc\0d\0ef");
    file.dataset("null_padded", test::text_type(4, H5T_STR_NULLPAD).get(), {2}, "abcdd\0\0\0");
    file.dataset("space_padded", test::text_type(4, H5T_STR_SPACEPAD).get(), {2}, "ab  a b ");
    file.attribute("/", "fixed", test::text_type(4, H5T_STR_NULLPAD).get(), "ab\0\0");
    file.attribute("variable", "variable", test::text_type(H5T_VARIABLE).get(), variable);
    const double number = 2.5;
    const std::int32_t integer = -7;
    file.attribute("/", "number", H5T_NATIVE_DOUBLE, &number);
    file.attribute("/", "integer", H5T_NATIVE_INT32, &integer);
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  using Texts = std::vector<std::string>;
  REQUIRE(reader.read_strings("variable") == Texts{"one", "größe", ""});
  REQUIRE(reader.read_strings("unwritten") == Texts{"", ""});
  REQUIRE(reader.read_strings("terminated") == Texts{"abc", "d"});
  REQUIRE(reader.read_strings("null_padded") == Texts{"abcd", "d"});
  REQUIRE(reader.read_strings("space_padded") == Texts{"ab", "a b"});
  REQUIRE(reader.attribute_text("", "fixed") == "ab");
  REQUIRE(reader.attribute_text("variable", "variable") == "one");
  REQUIRE(reader.attribute_number("/", "number") == 2.5);
  REQUIRE(reader.attribute_number("", "integer") == -7);
  REQUIRE(reader.attribute_integer("", "integer") == -7);
  REQUIRE_FALSE(reader.attribute_integer("", "number"));
  REQUIRE_FALSE(reader.attribute_number("", "fixed"));
  REQUIRE_FALSE(reader.attribute_text("", "number"));
  REQUIRE_FALSE(reader.attribute_text("", "none"));
  REQUIRE(reader.text_attributes("") == std::vector<std::pair<std::string, std::string>>{{"fixed", "ab"}});
}
