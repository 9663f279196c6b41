#include "made_samples.hpp"

#include "netseam/core/error.hpp"
#include "netseam/profile/centred_samples.hpp"
#include "netseam/profile/intrinsic_dimension.hpp"
#include "netseam/profile/profile_layer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace netseam;

namespace {

double value_of(const std::vector<profile::ProfileValue>& values, const std::string& name) {
  const auto found = std::ranges::find(values, name, &profile::ProfileValue::name);
  REQUIRE(found != values.end());
  return found->value;
}

}  // namespace

TEST_CASE("a profile has every property once, in the order of the table", "[serial]") {
  const auto table = profile::profile_properties();
  const auto values = profile::profile_layer(test_backend(), uniform_samples(40, 6, 1).view(), {});
  REQUIRE(values.size() == table.size());
  std::set<std::string> names;
  for (std::size_t p = 0; p < table.size(); ++p) {
    REQUIRE(values[p].name == table[p].name);
    REQUIRE(std::isfinite(values[p].value));
    for (const char* text : {table[p].title, table[p].unit, table[p].source}) REQUIRE(*text != '\0');
    names.insert(values[p].name);
  }
  REQUIRE(names.size() == table.size());
}

TEST_CASE("each value of a profile is of the property that it names", "[serial]") {
  const std::size_t width = 10;
  const auto values = profile::profile_layer(test_backend(), cross_polytope(width, 2).view(), {});
  REQUIRE(value_of(values, "effective_rank") == Approx(10).epsilon(1e-12));
  REQUIRE(value_of(values, "numerical_rank") == 10);
  REQUIRE(value_of(values, "participation_ratio") == Approx(10).epsilon(1e-12));
  REQUIRE(value_of(values, "first_component_share") == Approx(0.1).epsilon(1e-12));
  REQUIRE(std::isnan(value_of(values, "intrinsic_dimension")));  // all neighbours equally far
  REQUIRE(value_of(values, "duplicate_share") == 0);
  REQUIRE(value_of(values, "quasi_orthogonality") == Approx(1.0 / 19).epsilon(1e-13));
  REQUIRE(value_of(values, "activation_frequency") == 0.05);
  REQUIRE(value_of(values, "sparsity") == 0.9);
  REQUIRE(value_of(values, "hoyer_sparsity") == Approx(1).epsilon(1e-14));

  MadeSamples line{8, 1};
  line.value = {3, 1, 9, 1, 1, -7, 1, -1};  // less the mean, squared: 4, 0, 64, 0, 0, 64, 0, 4
  const auto of_line = profile::profile_layer(test_backend(), line.view(), {.dominant_share = 0.25});
  REQUIRE(value_of(of_line, "dominant_share") == Approx(128.0 / 136).epsilon(1e-13));
  REQUIRE(value_of(of_line, "duplicate_share") == 3.0 / 8);
}

TEST_CASE("properties of pairs look at evenly spaced samples", "[serial]") {
  const auto made = uniform_samples(90, 3, 2);
  MadeSamples every_third{30, 3};
  for (std::size_t k = 0; k < 30; ++k)
    for (std::size_t c = 0; c < 3; ++c) every_third(k, c) = made.value[3 * k * 3 + c];
  const auto values = profile::profile_layer(test_backend(), made.view(), {.pair_samples = 30});
  const auto all = profile::profile_layer(test_backend(), made.view(), {});
  const auto third = profile::profile_layer(test_backend(), every_third.view(), {});
  for (const char* name : {"intrinsic_dimension", "quasi_orthogonality"}) {
    REQUIRE(value_of(values, name) == value_of(third, name));
    REQUIRE(value_of(values, name) != value_of(all, name));
  }
  REQUIRE(value_of(values, "effective_rank") == value_of(all, "effective_rank"));
}

TEST_CASE("a layer of equal samples has a profile, an empty layer has none", "[serial]") {
  const MadeSamples equal{12, 4};
  const auto values = profile::profile_layer(test_backend(), equal.view(), {});
  REQUIRE(value_of(values, "numerical_rank") == 0);
  REQUIRE(value_of(values, "sparsity") == 1);
  REQUIRE(value_of(values, "duplicate_share") == 11.0 / 12);
  for (const char* name : {"effective_rank", "participation_ratio", "intrinsic_dimension",
                           "quasi_orthogonality", "hoyer_sparsity", "dominant_share"})
    REQUIRE(std::isnan(value_of(values, name)));
  REQUIRE_THROWS_AS(profile::profile_layer(test_backend(), {equal.value.data(), 0, 4}, {}),
                    core::InternalError);
}
