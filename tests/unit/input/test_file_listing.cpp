#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/activation_reader.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;

TEST_CASE("files of a folder by name, glob and range, in natural order", "[serial]") {
  const test::TempDirectory folder;
  std::filesystem::create_directory(folder.path() / "sub");
  std::filesystem::create_directory(folder.path() / "x.3.npy");
  for (const char* name : {"x.10.npy", "x.2.npy", "y.npy", ".x.1.npy", "sub/z.npy", "odd[1].npy"}) {
    test::write_file(folder.path() / name, "");
  }
  const auto names = [&folder](const std::string& pattern) {
    Names result;
    for (const auto& path : input::expand_files(folder.path(), pattern)) {
      result.push_back(path.lexically_relative(folder.path()).string());
    }
    return result;
  };
  CHECK(names("y.npy") == Names{"y.npy"});
  CHECK(names("x.*.npy") == Names{"x.2.npy", "x.10.npy"});
  CHECK(names("*.npy") == Names{"odd[1].npy", "x.2.npy", "x.10.npy", "y.npy"});
  CHECK(names("sub/*.npy") == Names{"sub/z.npy"});
  CHECK(names("odd[1].npy") == Names{"odd[1].npy"});
  CHECK(names("x.{10..10}.npy") == Names{"x.10.npy"});
  CHECK(input::expand_files(folder.path() / "y.npy", "ignored") ==
        std::vector<std::filesystem::path>{folder.path() / "y.npy"});
  CHECK_THAT(test::message_of([&] { names("*.npz"); }),
             Contains(folder.path().string() + ": \"*.npz\": found no such file"));
  CHECK_THAT(test::message_of([&] { names("x.{2..4}.npy"); }), Contains("\"x.3.npy\""));
  CHECK_THAT(test::message_of([&] { names("gone/*.npy"); }), Contains("\"gone/*.npy\": found no such file"));
  CHECK_THAT(test::message_of([&] { input::expand_files(folder.path() / "gone", "a.npy"); }),
             Contains("gone: found no such folder"));
}
