#include "network_checkpoint.hpp"
#include "temp_directory.hpp"
#include "train_networks.hpp"
#include "train_record.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

using namespace netseam;
using pipeline::Config;

namespace {

std::vector<float> read_all(const input::TensorSource& source, const std::string& name) {
  for (std::size_t t = 0; t < source.tensors().size(); ++t) {
    const auto& tensor = source.tensors()[t];
    if (tensor.name != name) continue;
    std::vector<std::size_t> rows(tensor.shape[0]);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::vector<float> values(rows.size() * input::row_width(tensor));
    source.read_rows(t, rows, values);
    return values;
  }
  return {};
}

}  // namespace

TEST_CASE("saved epochs are the listed ones, or the powers of two with both ends", "[serial]") {
  Config config;
  config.train.epochs = 10;
  CHECK(pipeline::saved_epochs(config) == std::vector<std::size_t>{0, 1, 2, 4, 8, 10});
  config.train.epochs = 8;
  CHECK(pipeline::saved_epochs(config) == std::vector<std::size_t>{0, 1, 2, 4, 8});
  config.train.epochs = 1;
  CHECK(pipeline::saved_epochs(config) == std::vector<std::size_t>{0, 1});
  config.train.epochs = 7;
  config.train.save = {7, 3};
  CHECK(pipeline::saved_epochs(config) == std::vector<std::size_t>{3, 7});
  config.train.save = {8};
  CHECK_THROWS_AS(pipeline::saved_epochs(config), core::ConfigError);
}

TEST_CASE("a history survives its record, NaN too", "[serial]") {
  const std::vector<data::TrainingEpoch> history{
      {0, std::numeric_limits<double>::quiet_NaN(), 0.7, 0.5, "4-3-2/seed0-epoch00000"},
      {1, 0.6, 0.55, 0.75, ""}};
  const auto read = pipeline::unpack_history(pipeline::pack_history(history), "shard");
  REQUIRE(read.size() == 2);
  CHECK(std::isnan(read[0].training_loss));
  CHECK(read[0].checkpoint == history[0].checkpoint);
  CHECK(read[1].epoch == 1);
  CHECK(read[1].training_loss == 0.6);
  CHECK(read[1].test_loss == 0.55);
  CHECK(read[1].test_accuracy == 0.75);
}

TEST_CASE("bytes that are no history are an error of their file", "[serial]") {
  auto bytes = pipeline::pack_history({{0, 1, 1, 1, "a"}});
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_THROWS_AS(pipeline::unpack_history(std::span(bytes).first(length), "shard"), core::InputError);
  CHECK_THROWS_WITH(pipeline::unpack_history({}, "some.shard"), Catch::Contains("some.shard"));
}

TEST_CASE("a checkpoint holds the network and what its layers give", "[serial]") {
  // 2 inputs, 2 hidden units, 1 output; all values exact in float32
  const mlp::Network network{{{2, 2, 1}}, {1, -1, 2, 0.5F, 0, -1, 3, -2, 0.25F}};
  const std::vector<float> samples{1, 2, 3, -1, 0, 0};
  const test::TempDirectory folder;
  const auto path = folder.path() / "2-2-1" / "seed0-epoch00001";
  pipeline::write_checkpoint(path, network, {samples.data(), 3, 2}, nullptr);

  const auto weights = input::open_tensors(path / "weights.safetensors");
  CHECK(read_all(*weights, "layers.0.weight") == std::vector<float>{1, -1, 2, 0.5F});
  CHECK(read_all(*weights, "layers.0.bias") == std::vector<float>{0, -1});
  CHECK(read_all(*weights, "head.weight") == std::vector<float>{3, -2});
  CHECK(read_all(*weights, "head.bias") == std::vector<float>{0.25F});
  const auto activations = input::open_tensors(path / "activations.safetensors");
  std::vector<std::string> names;
  for (const auto& tensor : activations->tensors()) names.push_back(tensor.name);
  CHECK(names == std::vector<std::string>{"input", "layers.0", "head"});
  CHECK(read_all(*activations, "input") == samples);
  // x = (1, 2): (1 - 2, 2 + 1 - 1) -> (0, 2); x = (3, -1): (4, 4.5); x = 0: (0, -1) -> (0, 0)
  CHECK(read_all(*activations, "layers.0") == std::vector<float>{0, 2, 4, 4.5F, 0, 0});
  CHECK(read_all(*activations, "head") == std::vector<float>{-3.75F, 3.25F, 0.25F});
  CHECK(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}) == 1);
}
