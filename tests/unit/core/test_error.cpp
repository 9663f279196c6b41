#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>

using namespace netseam::core;

TEST_CASE("errors carry the documented exit codes", "[serial]") {
  CHECK(static_cast<int>(InternalError("x").code()) == 1);
  CHECK(static_cast<int>(ConfigError("x").code()) == 2);
  CHECK(static_cast<int>(InputError({"f", "p", "a", "b"}).code()) == 3);
  CHECK(static_cast<int>(NumericalError("x").code()) == 4);
  CHECK(static_cast<int>(ExitCode::stopped_early) == 75);
}

TEST_CASE("an input error says file, place, found and expected", "[serial]") {
  const InputError error({"a.npy", "row 3", "NaN", "a finite number"});
  CHECK(std::string(error.what()) == "a.npy: row 3: found NaN, expected a finite number");
  CHECK(error.fault().place == "row 3");
}
