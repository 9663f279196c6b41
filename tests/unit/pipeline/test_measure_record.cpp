#include "measure_record.hpp"

#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace netseam;

namespace {

constexpr std::size_t layers = 3;

data::MeasureMatrix example() {
  data::MeasureMatrix matrix;
  matrix.name = "cka";
  matrix.title = "linear CKA";
  matrix.unit = "none";
  matrix.kind = data::MeasureKind::similarity;
  matrix.value = {0.25, std::numeric_limits<double>::quiet_NaN(), 1};
  matrix.distance = {0.75, std::numeric_limits<double>::quiet_NaN(), 0};
  matrix.self = {1, 1, 0.5};
  matrix.note = {"1 of 3 pairs: no value", ""};
  return matrix;
}

}  // namespace

TEST_CASE("a matrix survives its record", "[serial]") {
  const auto matrix = example();
  const auto read = pipeline::decode_measure(pipeline::encode(matrix), layers, "shard");
  CHECK(read.name == matrix.name);
  CHECK(read.title == matrix.title);
  CHECK(read.unit == matrix.unit);
  CHECK(read.kind == matrix.kind);
  CHECK(read.note == matrix.note);
  CHECK(read.self == matrix.self);
  CHECK(read.value[0] == 0.25);
  CHECK(std::isnan(read.value[1]));
  CHECK(read.distance[2] == 0);
  CHECK(std::isnan(read.distance[1]));
  const auto distances = pipeline::decode_distances(pipeline::encode_distances(matrix), layers, "shard");
  REQUIRE(distances.size() == 3);
  CHECK(distances[0] == 0.75);
  CHECK(std::isnan(distances[1]));
}

TEST_CASE("a matrix cut short, with more behind, or of other layers is refused", "[serial]") {
  auto whole = pipeline::encode(example()), replicate = pipeline::encode_distances(example());
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_THROWS_AS(pipeline::decode_measure(std::span(whole).first(length), layers, "shard"),
                    core::InputError);
  for (std::size_t length = 0; length < replicate.size(); ++length)
    CHECK_THROWS_AS(pipeline::decode_distances(std::span(replicate).first(length), layers, "shard"),
                    core::InputError);
  CHECK_THROWS_AS(pipeline::decode_measure(whole, layers + 1, "shard"), core::InputError);
  CHECK_THROWS_AS(pipeline::decode_distances(replicate, layers + 1, "shard"), core::InputError);
  whole.push_back(std::byte{0});
  replicate.push_back(std::byte{0});
  CHECK_THROWS_AS(pipeline::decode_measure(whole, layers, "shard"), core::InputError);
  CHECK_THROWS_AS(pipeline::decode_distances(replicate, layers, "shard"), core::InputError);
}

TEST_CASE("hostile counts of a matrix are refused", "[serial]") {
  for (const std::size_t place : {0U, 4U, 8U, 15U}) {  // version, kind, low and high byte of the texts
    auto bytes = pipeline::encode(example());
    bytes[place] = std::byte{0xff};
    CHECK_THROWS_AS(pipeline::decode_measure(bytes, layers, "shard"), core::InputError);
  }
  auto bytes = pipeline::encode(example());
  const std::size_t length_of_name = 16 + (3 + 3 + 3) * sizeof(double);
  for (std::size_t k = 0; k < 8; ++k) bytes[length_of_name + k] = std::byte{0xff};
  CHECK_THROWS_AS(pipeline::decode_measure(bytes, layers, "shard"), core::InputError);
}
