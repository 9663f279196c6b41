#include "netseam/core/stop_flag.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using netseam::core::StopFlag;

TEST_CASE("a stop is asked for by request or by time", "[serial]") {
  StopFlag by_request;
  CHECK_FALSE(by_request.requested());
  by_request.request();
  CHECK(by_request.requested());
  CHECK(StopFlag(std::chrono::seconds(0)).requested());
  CHECK_FALSE(StopFlag(std::chrono::hours(1)).requested());
}
