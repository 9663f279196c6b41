#include "netseam/core/error.hpp"
#include "netseam/pipeline/pair_record.hpp"

#include <catch2/catch.hpp>

using namespace netseam;

namespace {

data::PairDistance example() {
  data::PairDistance pair;
  pair.loss = 0.25;
  pair.lower_bound = 0.125;
  pair.identity = 0.5;
  pair.gap = 1e-9;
  pair.iterations = 7;
  pair.start = data::Start::product;
  pair.status = data::SolveStatus::iteration_limit;
  pair.permutation = {2, 0, 1};
  pair.coupling = {{0, 1, 0.5}, {1, 0, 0.5}};
  pair.resampled = {0.2, 0.3};
  return pair;
}

}  // namespace

TEST_CASE("a pair survives its record", "[serial]") {
  const auto pair = example();
  const auto read = pipeline::decode_pair(pipeline::encode(pair), "shard");
  CHECK(read.loss == pair.loss);
  CHECK(read.lower_bound == pair.lower_bound);
  CHECK(read.identity == pair.identity);
  CHECK(read.gap == pair.gap);
  CHECK(read.iterations == pair.iterations);
  CHECK(read.start == pair.start);
  CHECK(read.status == pair.status);
  CHECK(read.permutation == pair.permutation);
  CHECK(read.resampled == pair.resampled);
  REQUIRE(read.coupling.size() == 2);
  CHECK(read.coupling[1].row == 1);
  CHECK(read.coupling[1].column == 0);
  CHECK(read.coupling[1].mass == 0.5);
}

TEST_CASE("a record cut short or with hostile counts is refused", "[serial]") {
  auto bytes = pipeline::encode(example());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_THROWS_AS(pipeline::decode_pair(std::span(bytes).first(length), "shard"), core::InputError);
  bytes.push_back(std::byte{0});
  CHECK_THROWS_AS(pipeline::decode_pair(bytes, "shard"), core::InputError);
  bytes.pop_back();
  for (const std::size_t count : {32U, 40U, 48U}) {  // where the three lengths stand
    auto hostile = bytes;
    for (std::size_t i = 0; i < 8; ++i) hostile[count + i] = std::byte{0xff};
    CHECK_THROWS_AS(pipeline::decode_pair(hostile, "shard"), core::InputError);
  }
}
