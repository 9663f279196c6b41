#include "foreign_file.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/hdf5_fault_guard.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace netseam;
using store::checked;
using store::Hdf5Reader;

void make_chunked(hid_t creation, std::vector<hsize_t> chunk, bool packed) {
  checked(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), "chunk");
  if (packed) checked(H5Pset_deflate(creation, 6), "deflate");
}

std::string first_row_error(const std::filesystem::path& path, const std::string& name) {
  const Hdf5Reader reader(path);
  std::vector<std::size_t> rows{0};
  std::vector<float> out(1);
  try {
    reader.read_rows(name, rows, out);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("files that are not HDF5 are refused by name", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  REQUIRE_THROWS_WITH(Hdf5Reader(path), Catch::Contains("a.h5: /: found no such file"));
  REQUIRE_THROWS_WITH(Hdf5Reader(folder.path()), Catch::Contains("found not a regular file"));
  for (const char* content : {"", "text", "\x89HDF\r\n\x1a\n"}) {
    std::ofstream(path, std::ios::trunc) << content;
    REQUIRE_THROWS_AS(Hdf5Reader(path), core::InputError);
  }
}

TEST_CASE("a file cut at any length is refused or read right, never worse", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  {
    const test::ForeignFile file(path);
    const std::vector<double> values(2000, 1.0);
    file.dataset("x", H5T_NATIVE_DOUBLE, {1000, 2}, values.data());
    file.dataset("packed", H5T_NATIVE_DOUBLE, {1000, 2}, values.data(), [](hid_t c) {
      make_chunked(c, {100, 2}, true);
    });
  }
  for (auto length = std::filesystem::file_size(path) - 1; length > 300; length -= 271) {
    std::filesystem::resize_file(path, length);
    CAPTURE(length);
    REQUIRE_THROWS_AS(Hdf5Reader(path).read_doubles("packed"), core::InputError);
  }
}

TEST_CASE("missing objects and wrong kinds are refused by name", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  {
    const test::ForeignFile file(path);
    file.dataset("group/text", test::text_type(4).get(), {1}, "abc");
    file.dataset("scalar", H5T_NATIVE_DOUBLE, {}, nullptr);
  }
  const Hdf5Reader reader(path);
  REQUIRE_THROWS_WITH(reader.info("none"), Catch::Contains("a.h5: none: found cannot open the dataset"));
  REQUIRE_THROWS_AS(reader.info("group"), core::InputError);
  REQUIRE_THROWS_WITH(reader.read_doubles("group/text"), Catch::Contains("values that are not numbers"));
  REQUIRE_THROWS_WITH(reader.read_strings("scalar"), Catch::Contains("values that are not texts"));
  REQUIRE(first_row_error(path, "scalar").find("a single value") != std::string::npos);
  REQUIRE_THROWS_AS(reader.attribute_text("none", "x"), core::InputError);
}

TEST_CASE("rows that are not there, out of order or without room", "[serial]") {
  const test::TempDirectory folder;
  {
    const test::ForeignFile file(folder.path() / "a.h5");
    file.dataset("x", H5T_NATIVE_DOUBLE, {3, 2}, nullptr);
  }
  const Hdf5Reader reader(folder.path() / "a.h5");
  std::vector<float> out(4);
  const std::vector<std::size_t> beyond{1, 3}, doubled{1, 1}, good{0, 1};
  REQUIRE_THROWS_WITH(reader.read_rows("x", beyond, out),
                      Catch::Contains("x: found 3 rows, expected at least 4"));
  REQUIRE_THROWS_AS(reader.read_rows("x", doubled, out), core::InternalError);
  REQUIRE_THROWS_AS(reader.read_rows("x", good, std::span(out).first(3)), core::InternalError);
}

TEST_CASE("sizes that the stored data cannot have are refused before anything is allocated", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  const hsize_t huge = hsize_t{1} << 40;
  {
    const test::ForeignFile file(path);
    file.dataset("unwritten", H5T_NATIVE_DOUBLE, {huge, huge / 2}, nullptr, [](hid_t c) {
      make_chunked(c, {16, 16}, false);
    });
    file.dataset("late", H5T_NATIVE_DOUBLE, {huge}, nullptr);
    file.dataset("chunk", H5T_NATIVE_DOUBLE, {4, huge}, nullptr, [](hid_t c) {
      make_chunked(c, {4, 1 << 26}, true);
    });
    file.dataset("text", test::text_type(H5T_VARIABLE).get(), {huge}, nullptr,
                 [](hid_t c) { make_chunked(c, {16}, false); });
    file.dataset("long", test::text_type(std::size_t{1} << 31).get(), {1}, nullptr);
  }
  const Hdf5Reader reader(path);
  REQUIRE(reader.info("unwritten").value_bytes == ~std::uint64_t{0});
  REQUIRE(reader.info("unwritten").stored_bytes == 0);
  for (const char* name : {"unwritten", "late", "chunk"}) {
    REQUIRE_THROWS_WITH(reader.read_doubles(name), Catch::Contains("bytes of values from 0 stored bytes"));
    REQUIRE(first_row_error(path, name).find("stored bytes") != std::string::npos);
  }
  for (const char* name : {"text", "long"}) REQUIRE_THROWS_AS(reader.read_strings(name), core::InputError);
}

TEST_CASE("well packed data are believed", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.h5";
  const std::size_t count = std::size_t{24} << 20;
  {
    const test::ForeignFile file(path);
    const std::vector<double> zeros(count, 0.0);  // 192 MiB in less than 1 MiB
    file.dataset("zeros", H5T_NATIVE_DOUBLE, {count}, zeros.data(),
                 [](hid_t c) { make_chunked(c, {1 << 20}, true); });
  }
  REQUIRE(std::filesystem::file_size(path) < (1 << 20));
  REQUIRE(Hdf5Reader(path).read_doubles("zeros").size() == count);
}

TEST_CASE("a file cannot make the reader open other files", "[serial]") {
  const test::TempDirectory folder;
  const auto other = (folder.path() / "other.h5").string(), raw = (folder.path() / "raw").string();
  {
    const test::ForeignFile file(other);
    const double secret = 42;
    file.dataset("x", H5T_NATIVE_DOUBLE, {1}, &secret);
  }
  std::ofstream(raw) << "12345678";
  const auto path = folder.path() / "a.h5";
  {
    const test::ForeignFile file(path);
    REQUIRE(H5Lcreate_external(other.c_str(), "/x", file.get(), "/link", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("/link", file.get(), "/detour", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    file.dataset("external", H5T_NATIVE_DOUBLE, {1}, nullptr,
                 [&](hid_t c) { checked(H5Pset_external(c, raw.c_str(), 0, 8), "external"); });
    const hsize_t one = 1;
    const store::Hdf5Handle space(H5Screate_simple(1, &one, nullptr), H5Sclose, "space");
    file.dataset("virtual", H5T_NATIVE_DOUBLE, {1}, nullptr, [&](hid_t c) {
      checked(H5Pset_virtual(c, space.get(), other.c_str(), "/x", space.get()), "virtual");
    });
  }
  const Hdf5Reader reader(path);
  REQUIRE_THROWS_AS(reader.read_doubles("link"), core::InputError);
  REQUIRE_THROWS_AS(reader.read_doubles("detour"), core::InputError);
  REQUIRE_FALSE(reader.exists("link"));
  REQUIRE_THROWS_WITH(reader.read_doubles("external"), Catch::Contains("values stored in other files"));
  REQUIRE_THROWS_WITH(reader.read_doubles("virtual"), Catch::Contains("a virtual dataset"));
  for (const auto& dataset : reader.datasets()) REQUIRE(dataset.name != "link");
}

#if !defined(__SANITIZE_ADDRESS__)  // the sanitizer reports faults itself
TEST_CASE("a fault inside libhdf5 ends the process as bad input that is named", "[serial]") {
  const test::TempDirectory folder;
  const auto said = folder.path() / "said";
  for (const int sign : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGVTALRM}) {
    const pid_t child = ::fork();
    if (child == 0) {
      const int file = ::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(file, STDERR_FILENO);
      const std::filesystem::path outer = "outer.h5", inner = "inner.h5";
      const store::Hdf5FaultGuard guard(outer, store::Hdf5FaultGuard::Limit::names_and_texts);
      { const store::Hdf5FaultGuard nested(inner); }
      ::raise(sign);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == static_cast<int>(core::ExitCode::input));
    std::ifstream file(said);
    std::string line;
    std::getline(file, line);
    CHECK_THAT(
        line, Catch::StartsWith("netseam: outer.h5: found damage") && Catch::EndsWith("expected sound HDF5"));
  }
}
#endif
