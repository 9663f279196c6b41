#include "netseam/core/error.hpp"
#include "netseam/transport/memory_estimate.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::transport;

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

PlanInput input_of(std::size_t layers, std::size_t points, std::size_t width,
                   std::vector<std::size_t> ranks) {
  PlanInput input;
  input.layers.assign(layers, data::LayerShape{"layer", points, width});
  input.ranks_of_node = std::move(ranks);
  return input;
}

std::string refusal(const MemoryEstimate& estimate, std::size_t available, std::size_t shared) {
  try {
    refuse_if_too_large(estimate, available, shared);
  } catch (const core::ConfigError& error) {
    return error.what();
  }
  return "fits";
}

}  // namespace

TEST_CASE("the parts of the estimate are those of the parts of the run", "[serial]") {
  const MetricSpaceOptions space;
  const PairOptions pair;
  const auto estimate =
      estimate_memory(input_of(10, 300, 64, {4}), space, pair, {0, 5'000'000, 30'000'000, 0, 0});
  REQUIRE(estimate.ranks == 4);
  REQUIRE(estimate.program >= 30'000'000);
  REQUIRE(estimate.base >= 5'000'000);
  REQUIRE(estimate.shared == 10 * metric_space_bytes(300, space));
  REQUIRE(estimate.own_layers == 3 * metric_space_bytes(300, space));  // 10 layers on 4 ranks
  REQUIRE(estimate.loading == 300 * (64 * 4 + 8) + metric_space_scratch_bytes(300, 64, space));
  REQUIRE(estimate.solving == PairSolver::workspace_bytes(300, pair) + 2 * 300 * 4);
  REQUIRE(estimate.node() == estimate.program + estimate.shared + 4 * (estimate.base + estimate.each()));
  REQUIRE(estimate.process() <= estimate.node());
}

TEST_CASE("the fullest node counts", "[serial]") {
  const auto even = estimate_memory(input_of(10, 300, 64, {2, 2}), {}, {}, {});
  const auto uneven = estimate_memory(input_of(10, 300, 64, {2, 16}), {}, {}, {});
  REQUIRE(uneven.ranks == 16);
  REQUIRE(uneven.node() > even.node());
}

TEST_CASE("holding only what is needed takes less on many nodes", "[serial]") {
  auto input = input_of(64, 200, 10, std::vector<std::size_t>(16, 1));
  const auto everywhere = estimate_memory(input, {}, {}, {});
  input.placement = LayerPlacement::where_needed;
  const auto where_needed = estimate_memory(input, {}, {}, {});
  REQUIRE(where_needed.shared < 3 * everywhere.shared / 4);
}

TEST_CASE("a run that fits is let through, one that does not gets advice", "[serial]") {
  MemoryEstimate estimate;
  estimate.ranks = 8;
  estimate.points = 2000;
  estimate.shared = 1'000'000'000;
  estimate.loading = 50'000'000;
  estimate.solving = 100'000'000;  // 1.8 GB in all
  REQUIRE(refusal(estimate, 1'800'000'000, unlimited) == "fits");
  const std::string message = refusal(estimate, 1'450'000'000, unlimited);
  REQUIRE(message.find("needs 1.8 GB") != std::string::npos);
  REQUIRE(message.find("1.45 GB are free") != std::string::npos);
  REQUIRE(message.find("at most 4 ranks on a node") != std::string::npos);
  REQUIRE(message.find("1795 points") != std::string::npos);  // 2000 sqrt(1.45 / 1.8)
  REQUIRE(refusal(estimate, unlimited, 500'000'000).find("larger /dev/shm") != std::string::npos);
}

TEST_CASE("sizes read like a person would say them", "[serial]") {
  REQUIRE(bytes_text(640'000'000) == "640 MB");
  REQUIRE(bytes_text(1'234'000'000) == "1.23 GB");
  REQUIRE(bytes_text(2'500'000'000'000) == "2.5 TB");
  MemoryEstimate estimate;
  estimate.ranks = 2;
  REQUIRE(memory_text(estimate).find("on a node of 2 ranks") != std::string::npos);
}
