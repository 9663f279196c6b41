#include "made_points.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using test::Points;

TEST_CASE("every measure is in the table once and complete", "[serial]") {
  const std::vector<std::string> expected{
      "cka",         "cka-biased", "cka-rbf",     "cka-rbf-biased",     "rsa-pearson",   "rsa-spearman",
      "rsa-kendall", "rsa-cosine", "identity-gw", "procrustes",         "angular-shape", "cca",
      "svcca",       "pwcca",      "wasserstein", "sliced-wasserstein", "bures",         "mmd",
      "euclidean",   "cosine",     "angular",     "neighbour-jaccard",  "neighbour-rank"};
  std::vector<std::string> names;
  for (const Measure& measure : measures()) {
    names.emplace_back(measure.name);
    INFO(measure.name);
    CHECK(find_measure(measure.name) == &measure);
    for (const auto text : {measure.title, measure.unit, measure.cost, measure.source}) CHECK(!text.empty());
    CHECK(measure.least_samples({}) >= 1);
    for (std::size_t finding = 1; finding < finding_count; ++finding)
      CHECK(!finding_text(static_cast<Finding>(finding), measure, {}).empty());
  }
  CHECK(names == expected);
  CHECK(find_measure("no-such-measure") == nullptr);
  CHECK(find_measure("") == nullptr);
}

TEST_CASE("a layer has distance 0 and similarity 1 with itself", "[serial]") {
  for (const auto& points : {test::random_points(40, 5, 3, 0.3), test::random_points(30, 40, 4)})
    for (const Measure& measure : measures()) {
      const double value = test::compare(measure, points, points).value;
      if (std::isnan(value)) continue;
      INFO(measure.name << ": " << value);
      // a sum that cancels to rounding, some 1e-15 of its terms, under a root: some 1e-7
      CHECK(std::abs(value - (measure.kind == data::MeasureKind::similarity ? 1 : 0)) < 1e-6);
      CHECK(std::abs(measure.distance_of_value(value)) < 1e-6);
    }
}

TEST_CASE("values are symmetric, and metrics keep the triangle inequality", "[serial]") {
  std::vector<Points> layers;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    layers.push_back(test::random_points(30, 5, seed, 0.1 * static_cast<double>(seed)));
    layers.push_back(test::related(layers.back(), 5, 100 + seed));
  }
  for (const Measure& measure : measures()) {
    std::vector<double> value(layers.size() * layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i)
      for (std::size_t j = 0; j < layers.size(); ++j)
        value[i * layers.size() + j] = test::compare(measure, layers[i], layers[j]).value;
    const auto at = [&](std::size_t i, std::size_t j) { return value[i * layers.size() + j]; };
    double asymmetry = 0, excess = -1;
    for (std::size_t i = 0; i < layers.size(); ++i)
      for (std::size_t j = 0; j < layers.size(); ++j) {
        asymmetry = std::max(asymmetry, std::abs(at(i, j) - at(j, i)));
        for (std::size_t k = 0; k < layers.size(); ++k)
          excess = std::max(excess, at(i, j) - at(i, k) - at(k, j));
      }
    INFO(measure.name);
    CHECK(asymmetry < 1e-6);  // of the diagonal, as above
    if (measure.metric) {
      CHECK(measure.kind == data::MeasureKind::distance);
      CHECK(excess < 1e-6);
    }
  }
}

TEST_CASE("a distance falls as a similarity grows, and never becomes NaN by rounding", "[serial]") {
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    if (measure.kind == data::MeasureKind::distance) {
      CHECK(measure.distance_of_value(0.25) == 0.25);
      continue;
    }
    CHECK(measure.distance_of_value(0.2) > measure.distance_of_value(0.3));
    CHECK(measure.distance_of_value(1) == 0);
    CHECK(!std::isnan(measure.distance_of_value(1 + 1e-12)));
  }
}

TEST_CASE("where a measure does not apply it says why", "[serial]") {
  const Points x = test::random_points(30, 5, 1), wide = test::random_points(30, 8, 2),
               few = test::random_points(3, 5, 3), other = test::random_points(20, 5, 4);
  const Points constant =
      test::made(30, 5, [](std::size_t, std::size_t c) { return 0.1 + 7.7 * static_cast<double>(c); });
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    const auto unequal = test::compare(measure, x, wide);
    CHECK(std::isnan(unequal.value) == measure.equal_widths);
    CHECK((unequal.finding == Finding::unequal_widths) == measure.equal_widths);
    CHECK(!std::isnan(test::compare(measure, x, wide, {.widths = WidthRule::pad}).value));
    CHECK(test::compare(measure, x, other).finding == Finding::unequal_points);
    CHECK(std::isnan(test::compare(measure, x, other).value));
    const auto too_few = test::compare(measure, few, few);
    const bool refused = measure.least_samples({}) > 3;
    CHECK((too_few.finding == Finding::too_few_samples) == refused);
    const auto of_constant = test::compare(measure, x, constant);
    CHECK(std::isnan(of_constant.value) == (of_constant.finding == Finding::constant_layer));
    if (measure.kind == data::MeasureKind::similarity && measure.name != "neighbour-jaccard" &&
        measure.name != "neighbour-rank")
      CHECK(of_constant.finding == Finding::constant_layer);
  }
  CHECK(test::compare(*find_measure("cka"), few, few).finding == Finding::too_few_samples);
  CHECK(finding_text(Finding::too_few_samples, *find_measure("cka"), {}) ==
        "no value, cka needs at least 4 samples");
  CHECK(test::compare(*find_measure("cca"), test::random_points(10, 9, 1), test::random_points(10, 2, 2))
            .finding == Finding::spans_all_samples);
}

TEST_CASE("an unbiased estimate below 0 is set to 0 and reported, never NaN", "[serial]") {
  std::size_t negative = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {  // independent layers: half of the estimates are negative
    const auto result = test::compare(*find_measure("cka"), test::random_points(4 + seed % 5, 3, seed),
                                      test::random_points(4 + seed % 5, 7, 1000 + seed));
    REQUIRE(result.value >= 0);
    REQUIRE(result.value <= 1);
    if (result.finding == Finding::negative) {
      ++negative;
      REQUIRE(result.value == 0);
    }
  }
  CHECK(negative > 5);
}

TEST_CASE("padding a narrower layer is the same as appending zeros", "[serial]") {
  const Points narrow = test::random_points(30, 4, 1), wide = test::random_points(30, 7, 2);
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    const double by_option = test::compare(measure, narrow, wide, {.widths = WidthRule::pad}).value;
    CHECK(by_option == Approx(test::compare(measure, test::padded(narrow, 7), wide).value).epsilon(1e-9));
    CHECK(by_option ==
          Approx(test::compare(measure, wide, narrow, {.widths = WidthRule::pad}).value).epsilon(1e-9));
  }
}

TEST_CASE("layers that a measure cannot take are refused", "[serial]") {
  const Measure& cka = *find_measure("cka");
  const MeasureOptions options;
  const MeasureContext context{test::backend(), options};
  const Points few = test::random_points(3, 2, 1), enough = test::random_points(5, 2, 1);
  core::AlignedBuffer<std::byte> memory(cka.prepared_bytes(5, 2, options));
  CHECK_THROWS_AS(prepare_layer(cka, few.view(), context, memory.span()), core::InternalError);
  CHECK_THROWS_AS(prepare_layer(cka, enough.view(), context, memory.span().first(64)), core::InternalError);
}
