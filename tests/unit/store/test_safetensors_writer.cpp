#include "file_size_limit.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/safetensors_writer.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace netseam;
using store::NamedTensor;

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("a safetensors file has its header and its values where the format says", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "new" / "weights.safetensors";
  const std::vector<float> first{1, -2, 3.5F, 0, 5, 6}, second{7};
  const std::vector<NamedTensor> tensors{{"layers.0.weight", {2, 3}, first},
                                         {"a \"quoted\" name", {}, second}};
  const store::TensorMetadata order = store::order_of_layers(tensors);
  CHECK(order.key == "netseam.layers");
  store::write_safetensors(path, tensors, std::vector{order});

  const std::string bytes = content(path);
  std::uint64_t length = 0;
  REQUIRE(bytes.size() > sizeof length);
  std::memcpy(&length, bytes.data(), sizeof length);
  CHECK(length % 8 == 0);
  REQUIRE(bytes.size() == sizeof length + length + 7 * sizeof(float));
  const auto header = nlohmann::json::parse(bytes.substr(sizeof length, length));
  CHECK(header.size() == 3);
  CHECK(nlohmann::json::parse(header.at("__metadata__").at("netseam.layers").get<std::string>()) ==
        nlohmann::json({"layers.0.weight", "a \"quoted\" name"}));
  CHECK(header.at("layers.0.weight") ==
        nlohmann::json({{"dtype", "F32"}, {"shape", {2, 3}}, {"data_offsets", {0, 24}}}));
  CHECK(header.at("a \"quoted\" name") ==
        nlohmann::json({{"dtype", "F32"}, {"shape", nlohmann::json::array()}, {"data_offsets", {24, 28}}}));
  std::vector<float> stored(7);
  std::memcpy(stored.data(), bytes.data() + sizeof length + length, 7 * sizeof(float));
  CHECK(stored == std::vector<float>{1, -2, 3.5F, 0, 5, 6, 7});
  CHECK(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}) == 1);
}

TEST_CASE("arrays whose shape or name does not fit are refused", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "weights.safetensors";
  const std::vector<float> values{1, 2, 3};
  CHECK_THROWS_AS(store::write_safetensors(path, std::vector<NamedTensor>{{"w", {2}, values}}, {}),
                  core::InternalError);
  CHECK_THROWS_AS(
      store::write_safetensors(path, std::vector<NamedTensor>{{"w", {3}, values}, {"w", {3}, values}}, {}),
      core::InternalError);
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a safetensors file that does not fit on the disk leaves the older one", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "weights.safetensors";
  const std::vector<float> small{1}, large(4096, 1);
  store::write_safetensors(path, std::vector<NamedTensor>{{"w", {1}, small}}, {});
  const std::string before = content(path);
  {
    const test::FileSizeLimit limit(4096);
    CHECK_THROWS_AS(store::write_safetensors(path, std::vector<NamedTensor>{{"w", {4096}, large}}, {}),
                    core::ConfigError);
  }
  CHECK(content(path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}) == 1);
}
