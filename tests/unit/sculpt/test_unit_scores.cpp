#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/sculpt/unit_scores.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace netseam;
using sculpt::ScoreNormalisation;
using sculpt::UnitScore;

namespace {

using Values = std::vector<double>;

// What layer `layer` makes of its inputs, without the ReLU.
Values next_layer(const mlp::Network& network, std::size_t layer, const Values& before) {
  Values after;
  for (std::size_t target = 0; target < network.shape.units[layer + 1]; ++target) {
    double sum = network.biases(layer)[target];
    for (std::size_t source = 0; source < before.size(); ++source)
      sum += before[source] * double{network.weights(layer)[target * before.size() + source]};
    after.push_back(sum);
  }
  return after;
}

// Sum of the sigmoid outputs when unit layer `layer` has these activations.
double sum_of_outputs(const mlp::Network& network, std::size_t layer, Values activation) {
  for (; layer < network.shape.layers(); ++layer) {
    activation = next_layer(network, layer, activation);
    if (layer + 1 < network.shape.layers())
      for (double& a : activation) a = std::max(a, 0.0);
  }
  double sum = 0;
  for (const double z : activation) sum += 1 / (1 + std::exp(-z));
  return sum;
}

// Samples of a network with what it makes of them; losses are made up: their derivatives are any numbers.
struct Samples {
  mlp::Network network;
  std::size_t rows;
  std::vector<float> input, activation, derivative, slope;
  std::vector<std::vector<Values>> layer_activation;  // of every row and hidden layer

  Samples(std::vector<std::size_t> units, std::size_t rows_)
      : network(made_network(std::move(units))), rows(rows_) {
    core::RandomStream random(2, 0, core::Purpose::test);
    for (std::size_t row = 0; row < rows; ++row) {
      Values values;
      for (std::size_t i = 0; i < network.shape.inputs(); ++i) {
        input.push_back(static_cast<float>(random.normal()));
        values.push_back(input.back());
      }
      layer_activation.emplace_back();
      for (std::size_t layer = 0; layer + 1 < network.shape.layers(); ++layer) {
        values = next_layer(network, layer, values);
        for (double& a : values) {
          activation.push_back(static_cast<float>(std::max(a, 0.0)));
          derivative.push_back(static_cast<float>(random.normal()));
          a = activation.back();
        }
        layer_activation.back().push_back(values);
      }
      for (const double z : next_layer(network, network.shape.layers() - 1, values)) {
        const double p = 1 / (1 + std::exp(-z));
        slope.push_back(static_cast<float>(p * (1 - p)));
      }
    }
  }
  [[nodiscard]] std::size_t hidden() const { return activation.size() / rows; }
  [[nodiscard]] sculpt::UnitSums sums() const {
    sculpt::UnitSums sums = sculpt::no_samples(network.shape);
    const std::size_t half = rows / 3;  // in two blocks
    for (const auto& [first, count] : {std::pair{std::size_t{0}, half}, std::pair{half, rows - half}}) {
      const auto part = [&, first = first, count = count](const std::vector<float>& all,
                                                          std::size_t columns) {
        return core::MatrixView<const float>(all.data() + first * columns, count, columns);
      };
      sculpt::add_samples(sums, network,
                          {part(input, network.shape.inputs()), part(activation, hidden()),
                           part(derivative, hidden()), part(slope, network.shape.outputs())});
    }
    return sums;
  }
  [[nodiscard]] sculpt::LayerScores scores(UnitScore score) const {
    core::RandomStream random(1, 0, core::Purpose::random_score);
    return sculpt::unit_scores(network, mlp::full_mask(network.shape), sums(), {score, {}}, random);
  }
  [[nodiscard]] double mean(const std::function<double(std::size_t row)>& value) const {
    double sum = 0;
    for (std::size_t row = 0; row < rows; ++row) sum += value(row);
    return sum / static_cast<double>(rows);
  }
};

// Calls `check(score, layer, unit, place among all)` for all units.
template <class Check>
void for_units(const sculpt::LayerScores& scores, const Check& check) {
  std::size_t place = 0;
  for (std::size_t layer = 0; layer < scores.size(); ++layer)
    for (std::size_t unit = 0; unit < scores[layer].size(); ++unit)
      check(scores[layer][unit], layer, unit, place++);
}

}  // namespace

TEST_CASE("scores of responses are their means over samples", "[serial]") {
  const Samples samples({3, 5, 4, 2}, 40);
  const auto a = [&](std::size_t row, std::size_t place) {
    return double{samples.activation[row * 9 + place]};
  };
  const auto g = [&](std::size_t row, std::size_t place) {
    return double{samples.derivative[row * 9 + place]};
  };
  // sums of some tens of numbers: a few roundings of 1e-16
  for_units(samples.scores(UnitScore::gradient_activation), [&](double score, auto, auto, std::size_t place) {
    REQUIRE(score == Approx(samples.mean([&](std::size_t row) {
                       return std::abs(a(row, place) * g(row, place));
                     })).epsilon(1e-13));
  });
  const auto mean = [&](std::size_t place) {
    return samples.mean([&](std::size_t row) { return a(row, place); });
  };
  for_units(samples.scores(UnitScore::activation), [&](double score, auto, auto, std::size_t place) {
    REQUIRE(score == Approx(mean(place)).epsilon(1e-13));
  });
  // a variance by the difference of two means errs by some 1e-15, its root by no more than 1e-7
  for_units(samples.scores(UnitScore::activation_deviation),
            [&](double score, auto, auto, std::size_t place) {
              const double m = mean(place);
              REQUIRE(score == Approx(std::sqrt(samples.mean([&](std::size_t row) {
                                 return std::pow(a(row, place) - m, 2);
                               }))).margin(1e-7));
            });
}

TEST_CASE("the sensitivity of the outputs is what moving an activation does to their sum", "[serial]") {
  const Samples samples({3, 5, 4, 4, 2}, 30);
  for_units(samples.scores(UnitScore::output_sensitivity),
            [&](double score, std::size_t layer, std::size_t unit, auto) {
              // a step of 1e-5 moves no pre-activation of these samples over 0; central differences err by
              // about 1e-10, the slopes, rounded to float, by 1e-7 of the result
              const double expected = samples.mean([&](std::size_t row) {
                Values up = samples.layer_activation[row][layer], down = up;
                const double a = up[unit];
                up[unit] += 1e-5;
                down[unit] -= 1e-5;
                return std::abs(a *
                                (sum_of_outputs(samples.network, layer + 1, up) -
                                 sum_of_outputs(samples.network, layer + 1, down)) /
                                2e-5);
              });
              REQUIRE(score == Approx(expected).epsilon(1e-6).margin(1e-9));
            });
}

TEST_CASE("scores of weights", "[serial]") {
  Samples samples({2, 2, 1}, 5);
  samples.network.parameter = {1, -2, 3, 4, 0, 0, -5, 6, 0};
  REQUIRE(samples.scores(UnitScore::weights_out) == sculpt::LayerScores{{5, 6}});
  REQUIRE(samples.scores(UnitScore::weights_in_and_out) == sculpt::LayerScores{{8.0 / 3, 13.0 / 3}});
  const auto mean = samples.scores(UnitScore::activation),
             both = samples.scores(UnitScore::activation_weights_out);
  REQUIRE(both[0][0] == Approx(5 * mean[0][0]).epsilon(1e-15));
  REQUIRE(both[0][1] == Approx(6 * mean[0][1]).epsilon(1e-15));
}

TEST_CASE("path products are sums over all paths", "[serial]") {
  const Samples samples({2, 3, 4, 2}, 20);
  const auto& network = samples.network;
  const auto mean = [&](std::size_t layer, std::size_t unit) {
    return samples.mean([&](std::size_t row) {
      return layer == 0 ? std::abs(double{samples.input[row * 2 + unit]})
                        : samples.layer_activation[row][layer - 1][unit];
    });
  };
  const auto edge = [&](std::size_t layer, std::size_t source, std::size_t target) {
    return std::abs(double{network.weights(layer)[target * network.shape.units[layer] + source]}) *
           mean(layer, source);
  };
  sculpt::LayerScores expected{Values(3, 0), Values(4, 0)};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t h = 0; h < 3; ++h)
      for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t o = 0; o < 2; ++o) {
          const double path = edge(0, i, h) * edge(1, h, k) * edge(2, k, o);
          expected[0][h] += path;
          expected[1][k] += path;
        }
  for_units(samples.scores(UnitScore::path_product),
            [&](double score, std::size_t layer, std::size_t unit, auto) {
              REQUIRE(score == Approx(expected[layer][unit]).epsilon(1e-12));
            });
}

TEST_CASE("random scores depend on their stream only", "[serial]") {
  const Samples samples({2, 3, 4, 2}, 5);
  const auto scores = samples.scores(UnitScore::random);
  core::RandomStream random(1, 0, core::Purpose::random_score);
  for_units(scores, [&](double score, auto, auto, auto) { REQUIRE(score == random.uniform()); });
}

TEST_CASE("normalisations divide the scores of a layer by what their names say", "[serial]") {
  const mlp::Shape shape{{5, 4, 2, 3}};
  const auto first = [&](ScoreNormalisation normalisation) {
    const auto scores = sculpt::normalised_scores({{1, 2, 3, 6}, {0, 0}}, shape, normalisation);
    if (normalisation != ScoreNormalisation::none)
      REQUIRE(scores[1] == Values{0, 0});  // nothing to divide by
    return scores[0];
  };
  const double deviation = std::sqrt(3.5);
  REQUIRE(first(ScoreNormalisation::none) == Values{1, 2, 3, 6});
  REQUIRE(first(ScoreNormalisation::mean) == Values{1.0 / 3, 2.0 / 3, 1, 2});
  REQUIRE(first(ScoreNormalisation::sum) == Values{1.0 / 12, 2.0 / 12, 3.0 / 12, 6.0 / 12});
  REQUIRE(first(ScoreNormalisation::deviation) ==
          Values{1 / deviation, 2 / deviation, 3 / deviation, 6 / deviation});
  REQUIRE(first(ScoreNormalisation::mean_and_deviation) ==
          Values{-2 / deviation, -1 / deviation, 0, 3 / deviation});
  REQUIRE(first(ScoreNormalisation::previous_layer_size) == Values{1.0 / 5, 2.0 / 5, 3.0 / 5, 6.0 / 5});
  REQUIRE(first(ScoreNormalisation::layer_size) == Values{1.0 / 4, 2.0 / 4, 3.0 / 4, 6.0 / 4});
}

TEST_CASE("removed units are never worth more than others", "[serial]") {
  const Samples samples({2, 3, 4, 2}, 20);
  auto mask = sculpt::prune_units(mlp::full_mask(samples.network.shape), {{1, 2, 3}, {4, 5, 6, 7}}, 0);
  mlp::Network network = samples.network;
  mlp::apply_mask(mask, network);
  for (const auto normalisation :
       {ScoreNormalisation::none, ScoreNormalisation::mean_and_deviation, ScoreNormalisation::sum})
    for (const auto score : {UnitScore::gradient_activation, UnitScore::random, UnitScore::activation}) {
      core::RandomStream random(1, 0, core::Purpose::random_score);
      const auto scores = sculpt::unit_scores(network, mask, samples.sums(), {score, normalisation}, random);
      for_units(scores, [&](double value, auto, auto, auto) { REQUIRE(scores[0][0] <= value); });
      if (normalisation == ScoreNormalisation::none) REQUIRE(scores[0][0] == 0);
    }
}

TEST_CASE("scores without samples, or of another network", "[serial]") {
  const auto network = made_network({2, 3, 1});
  const auto mask = mlp::full_mask(network.shape);
  core::RandomStream random(1, 0, core::Purpose::random_score);
  const auto none = sculpt::no_samples(network.shape);
  REQUIRE_THROWS_AS(sculpt::unit_scores(network, mask, none, {}, random), core::InternalError);
  REQUIRE_NOTHROW(sculpt::unit_scores(network, mask, none, {UnitScore::weights_out, {}}, random));
  REQUIRE_THROWS_AS(sculpt::unit_scores(network, mlp::full_mask({{2, 2, 1}}), none, {}, random),
                    core::InternalError);
  REQUIRE_THROWS_AS(
      sculpt::unit_scores(network, mask, sculpt::no_samples({{2, 4, 1}}), {UnitScore::random, {}}, random),
      core::InternalError);
  auto sums = none;
  const std::vector<float> wrong(4);
  REQUIRE_THROWS_AS(
      sculpt::add_samples(sums, network,
                          {{wrong.data(), 1, 2}, {wrong.data(), 1, 2}, {wrong.data(), 1, 3}, {}}),
      core::InternalError);
}
