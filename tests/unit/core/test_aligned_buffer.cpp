#include "netseam/core/aligned_buffer.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <utility>

using netseam::core::AlignedBuffer;
using netseam::core::padded;

TEST_CASE("buffers are aligned, zero and move their content", "[serial]") {
  AlignedBuffer<float> buffer(33);
  CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % netseam::core::alignment == 0);
  for (const float value : buffer.span()) CHECK(value == 0);
  buffer[32] = 5;
  AlignedBuffer<float> taken(std::move(buffer));
  CHECK(taken.size() == 33);
  CHECK(taken[32] == 5);
  CHECK(buffer.size() ==
        0);  // NOLINT(bugprone-use-after-move): the state after a move is part of the contract
  CHECK(AlignedBuffer<float>(0).data() == nullptr);
}

TEST_CASE("rows are padded to whole cache lines", "[serial]") {
  CHECK(padded<float>(1) == 16);
  CHECK(padded<float>(16) == 16);
  CHECK(padded<double>(17) == 24);
}
