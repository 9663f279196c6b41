#include "null_cuts.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

using namespace netseam;

namespace {

data::NullCuts against_0_to_99(double observed) {
  std::vector<double> cuts(100);
  std::iota(cuts.begin(), cuts.end(), 0.0);
  return pipeline::null_cuts(graph::NullModel::layer_nonzero, observed, cuts);
}

}  // namespace

TEST_CASE("the p-value of an n-cut counts random ones that are not larger", "[serial]") {
  // unit tests of the code released with arXiv:2110.08058: p(0; 0..99) = 1/101, p(1; 0..99) = 2/101,
  // p(101; 0..99) = 1, where a tie counts as larger; half a step lower there is none
  CHECK(against_0_to_99(-0.5).p == 1.0 / 101);
  CHECK(against_0_to_99(0.5).p == 2.0 / 101);
  CHECK(against_0_to_99(101).p == 1);
  CHECK(against_0_to_99(0).p == 2.0 / 101);  // a tie is no evidence
}

TEST_CASE("z and reduction are those of their formulas", "[serial]") {
  const auto null = against_0_to_99(9.5);
  CHECK(null.name == "layer-nonzero");
  CHECK(null.mean == 49.5);
  const double deviation = std::sqrt((100.0 * 100 - 1) / 12);  // of 0 .. 99
  CHECK(null.deviation == Approx(deviation).epsilon(1e-14));
  CHECK(null.z == Approx(-40 / deviation).epsilon(1e-14));
  CHECK(null.reduction == Approx(40 / 49.5).epsilon(1e-14));
}

TEST_CASE("random graphs that could not be clustered are no evidence", "[serial]") {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const auto some = pipeline::null_cuts(graph::NullModel::layer, 1, {2, missing, 4});
  CHECK(some.p == 2.0 / 4);
  CHECK(some.mean == 3);
  CHECK(some.deviation == 1);
  const auto all = pipeline::null_cuts(graph::NullModel::layer, 1, {missing});
  CHECK(all.p == 1);
  CHECK(std::isnan(all.mean));
  CHECK(std::isnan(pipeline::null_cuts(graph::NullModel::layer, 1, {2, 2}).z));
}
