#include "netseam/core/error.hpp"
#include "netseam/grouping/layer_ranges.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Texts = std::vector<std::string>;
using Numbers = std::vector<std::size_t>;

TEST_CASE("groups are ranges that name both ends", "[serial]") {
  const Texts name{"input", "layers.0", "layers.1", "layers.2", "head"};
  REQUIRE(grouping::segment_ranges(name, {}) == Texts{"input to head"});
  REQUIRE(grouping::segment_ranges(name, Numbers{1, 4}) == Texts{"input", "layers.0 to layers.2", "head"});
  REQUIRE(grouping::segment_ranges(name, Numbers{3}) == Texts{"input to layers.1", "layers.2 to head"});
  REQUIRE(grouping::segment_ranges(Texts{"only"}, {}) == Texts{"only"});
  for (const Numbers& wrong : {Numbers{0}, Numbers{5}, Numbers{2, 2}, Numbers{3, 1}})
    REQUIRE_THROWS_AS(grouping::segment_ranges(name, wrong), core::InternalError);
}

TEST_CASE("groups with gaps are several ranges", "[serial]") {
  const Texts name{"a", "b", "c", "d", "e", "f"};
  REQUIRE(grouping::cluster_ranges(name, Numbers{0, 1, 1, 0, 2, 2}) == Texts{"a, d", "b to c", "e to f"});
  REQUIRE(grouping::cluster_ranges(name, Numbers{0, 0, 1, 0, 0, 0}) == Texts{"a to b, d to f", "c"});
  REQUIRE_THROWS_AS(grouping::cluster_ranges(name, Numbers{0, 0}), core::InternalError);
}
