#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/activation_reader.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace netseam;
using Catch::Matchers::Contains;
using Floats = std::vector<float>;
using input::ImageRule;
using input::ReadOptions;
using input::TokenRule;

namespace {

// an npy file of the numbers 0, 1, 2, ... in C order, whatever the order in the file
struct CountingFile {
  explicit CountingFile(std::string_view shape, std::size_t count) : path(folder.path() / "x.npy") {
    test::write_file(path, test::npy("<f4", shape, test::bytes_of(test::counting(count))));
  }
  [[nodiscard]] data::LayerActivations read(const ReadOptions& options, std::vector<std::size_t> rows) const {
    const input::ActivationReader reader({path}, {}, options);
    data::LayerActivations layer = reader.read(0, rows);
    const data::LayerShape shape = reader.shapes(rows.size()).at(0);
    CHECK(shape.name == "x");
    CHECK(shape.points == layer.points());
    CHECK(shape.width == layer.width);
    CHECK(layer.values.size() == layer.points() * layer.width);
    return layer;
  }
  [[nodiscard]] std::string refusal(const ReadOptions& options) const {
    return test::message_of([&] { const input::ActivationReader reader({path}, {}, options); });
  }
  test::TempDirectory folder;
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("rank 1 is one column, rank 2 is as stored whatever the rules", "[serial]") {
  const CountingFile vector("(5,)", 5), matrix("(4, 3)", 12);
  CHECK(vector.read({}, {1, 4}).values == Floats{1, 4});
  const ReadOptions options{.token = TokenRule::mean, .image = ImageRule::average};
  const auto layer = matrix.read(options, {0, 2});
  CHECK(layer.values == Floats{0, 1, 2, 6, 7, 8});
  CHECK(layer.sample_of_row == std::vector<std::int64_t>{0, 1});
  CHECK(layer.name == "x");
}

TEST_CASE("each token rule on a tensor (samples, tokens, width)", "[serial]") {
  const CountingFile tokens("(3, 4, 2)", 24);  // sample s: tokens (8s, 8s+1), (8s+2, 8s+3), ...
  CHECK(tokens.read({}, {1}).values == Floats{8, 9, 10, 11, 12, 13, 14, 15});
  CHECK(tokens.read({.token = TokenRule::first}, {0, 2}).values == Floats{0, 1, 16, 17});
  CHECK(tokens.read({.token = TokenRule::last}, {0, 2}).values == Floats{6, 7, 22, 23});
  CHECK(tokens.read({.token = TokenRule::position, .position = 1}, {0, 2}).values == Floats{2, 3, 18, 19});
  CHECK(tokens.read({.token = TokenRule::mean}, {0, 2}).values == Floats{3, 4, 19, 20});
  CHECK_THAT(tokens.refusal({.token = TokenRule::position, .position = 4}),
             Contains("x.npy: layer \"x\": found <f4 (3, 4, 2), expected more than 4 tokens"));
}

TEST_CASE("each image rule on (samples, channels, height, width)", "[serial]") {
  const CountingFile images("(2, 2, 2, 3)", 24);  // sample s, channel c: 12 s + 6 c + 0 .. 5
  CHECK(images.read({}, {1}).values == test::counting(12, 12));
  CHECK(images.read({.image = ImageRule::average}, {0, 1}).values == Floats{2.5, 8.5, 14.5, 20.5});
  const auto pixels = images.read({.image = ImageRule::pixels}, {0, 1});
  CHECK(pixels.width == 2);
  CHECK(pixels.values ==
        Floats{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 12, 18, 13, 19, 14, 20, 15, 21, 16, 22, 17, 23});
  CHECK(pixels.sample_of_row == std::vector<std::int64_t>{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
  // two of six pixels: the middles of 0..2 and 3..5
  CHECK(images.read({.image = ImageRule::pixels, .pixels_per_sample = 2}, {1}).values ==
        Floats{13, 19, 16, 22});
  CHECK_THAT(images.refusal({.image = ImageRule::pixels, .pixels_per_sample = 7}),
             Contains("expected at least 7 pixels"));
}

TEST_CASE("each image rule on (samples, height, width, channels)", "[serial]") {
  const CountingFile images("(2, 2, 2, 3)", 24);  // sample s, pixel p: channels 12 s + 3 p + 0 .. 2
  CHECK(images.read({.channels_last = true}, {1}).values == test::counting(12, 12));
  CHECK(images.read({.image = ImageRule::average, .channels_last = true}, {0, 1}).values ==
        Floats{4.5, 5.5, 6.5, 16.5, 17.5, 18.5});
  CHECK(images.read({.image = ImageRule::pixels, .channels_last = true}, {0}).values == test::counting(12));
  const ReadOptions three{.image = ImageRule::pixels, .channels_last = true, .pixels_per_sample = 3};
  // three of four pixels: 0, 1 and 2 (4 = 3 * 1 + 1, the one left over comes after the last)
  CHECK(images.read(three, {0}).values == test::counting(9));
}

TEST_CASE("more than four axes are flattened if the rules keep everything", "[serial]") {
  const CountingFile video("(2, 1, 2, 1, 2)", 8);
  CHECK(video.read({}, {1}).values == Floats{4, 5, 6, 7});
  CHECK_THAT(video.refusal({.image = ImageRule::average}), Contains("at most 4 axes"));
}

TEST_CASE("a precomputed distance matrix loses rows and columns", "[serial]") {
  const CountingFile square("(4, 4)", 16), oblong("(4, 3)", 12);
  const auto layer = square.read({.precomputed = true}, {0, 3});
  CHECK(layer.width == 2);
  CHECK(layer.values == Floats{0, 3, 12, 15});
  CHECK_THAT(oblong.refusal({.precomputed = true}),
             Contains("layer \"x\"") && Contains("a square matrix of distances"));
}

TEST_CASE("means do not overflow and rows in batches are the same as rows alone", "[serial]") {
  const test::TempDirectory folder;
  const float largest = std::numeric_limits<float>::max();
  test::write_file(folder.path() / "x.npy",
                   test::npy("<f4", "(2, 2, 1)", test::bytes_of<float>({largest, largest, 1, 2})));
  const input::ActivationReader large({folder.path() / "x.npy"}, {}, {.token = TokenRule::mean});
  CHECK(large.read(0, std::vector<std::size_t>{0, 1}).values == Floats{largest, 1.5});

  // 40 samples of 3 x 100,000 numbers, 1.2 MB each: several batches, in both orders of the file
  const std::size_t samples = 40, tokens = 3, width = 100000;
  for (const bool fortran : {false, true}) {
    CAPTURE(fortran);
    std::vector<float> values(samples * tokens * width);
    for (std::size_t s = 0; s < samples; ++s) {
      for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t w = 0; w < width; ++w) {
          const std::size_t at = fortran ? s + samples * (t + tokens * w) : (s * tokens + t) * width + w;
          values[at] = static_cast<float>(s * 1000 + t * 100 + w % 100);
        }
      }
    }
    test::write_file(folder.path() / "y.npy",
                     test::npy("<f4", "(40, 3, 100000)", test::bytes_of(values), fortran));
    const input::ActivationReader reader({folder.path() / "y.npy"}, {}, {.token = TokenRule::mean});
    const std::vector<std::size_t> rows{1, 2, 3, 5, 8, 13, 21, 22, 34, 39};
    const auto layer = reader.read(0, rows);
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t w = 0; w < width; ++w) {
        wrong += layer.values[r * width + w] != static_cast<float>(rows[r] * 1000 + 100 + w % 100) ? 1 : 0;
      }
    }
    CHECK(wrong == 0);
    const std::size_t stored = rows.size() * tokens * width * sizeof(float);
    CHECK(reader.scratch_bytes(0) >= (fortran ? stored : input::block_bytes));
    CHECK(reader.scratch_bytes(0) <= (fortran ? 8 * stored : 3 * input::block_bytes));
  }
}
