#include "netseam/parallel/large_page_buffer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

using netseam::parallel::LargePageBuffer;

TEST_CASE("large-page memory is zero at the start, aligned, and has one owner", "[serial]") {
  const std::size_t size = (std::size_t{5} << 20) + 3;
  LargePageBuffer buffer(size);
  REQUIRE(buffer.bytes().size() == size);
  REQUIRE(reinterpret_cast<std::uintptr_t>(buffer.bytes().data()) % 64 == 0);
  REQUIRE(std::all_of(buffer.bytes().begin(), buffer.bytes().end(),
                      [](std::byte b) { return b == std::byte{0}; }));
  buffer.bytes().back() = std::byte{7};
  LargePageBuffer other(std::move(buffer));
  REQUIRE(other.bytes().back() == std::byte{7});
  LargePageBuffer third;
  REQUIRE(third.bytes().empty());
  third = std::move(other);
  REQUIRE((third.bytes().size() == size && third.bytes().back() == std::byte{7}));
}
