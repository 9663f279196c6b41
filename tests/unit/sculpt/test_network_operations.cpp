#include "made_network.hpp"

#include "netseam/sculpt/network_operations.hpp"
#include "netseam/tasks/boolean_task.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace netseam;

namespace {

// What `loss` of one sample and the sum of outputs are when unit layer `layer` has these activations, in
// double.
struct Response {
  double loss = 0, outputs = 0;
};

Response response(const mlp::Network& network, std::size_t layer, std::vector<double> values,
                  const std::vector<float>& target) {
  for (; layer < network.shape.layers(); ++layer) {
    std::vector<double> next;
    for (std::size_t unit = 0; unit < network.shape.units[layer + 1]; ++unit) {
      double sum = network.biases(layer)[unit];
      for (std::size_t i = 0; i < values.size(); ++i)
        sum += values[i] * double{network.weights(layer)[unit * values.size() + i]};
      next.push_back(layer + 1 < network.shape.layers() ? std::max(sum, 0.0) : sum);
    }
    values = next;
  }
  Response result;
  for (std::size_t j = 0; j < values.size(); ++j) {
    const double towards_target = target[j] > 0.5F ? values[j] : -values[j];
    result.loss += std::log1p(std::exp(-towards_target)) / static_cast<double>(values.size());
    result.outputs += 1 / (1 + std::exp(-values[j]));
  }
  return result;
}

}  // namespace

TEST_CASE("sums over rows of real networks are those of the definition, over several blocks", "[serial]") {
  const auto network = made_network({3, 4, 2});
  const std::size_t rows = 2500;
  std::vector<float> input, target;
  core::RandomStream random(4, 0, core::Purpose::test);
  for (std::size_t i = 0; i < rows * 3; ++i) input.push_back(static_cast<float>(random.normal()));
  for (std::size_t i = 0; i < rows * 2; ++i) target.push_back(static_cast<float>(random.below(2)));
  const mlp::Examples examples{{input.data(), rows, 3}, {target.data(), rows, 2}};
  const auto sums = sculpt::unit_sums(network, examples, mlp::Loss::binary_cross_entropy, true);
  REQUIRE(sums.samples == rows);
  std::vector<double> activation(4, 0), loss_change(4, 0), output_change(4, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::vector<float> wanted{target[2 * row], target[2 * row + 1]};
    std::vector<double> hidden;
    for (std::size_t unit = 0; unit < 4; ++unit) {
      double sum = network.biases(0)[unit];
      for (std::size_t i = 0; i < 3; ++i)
        sum += double{input[3 * row + i]} * double{network.weights(0)[3 * unit + i]};
      hidden.push_back(std::max(sum, 0.0));
    }
    for (std::size_t unit = 0; unit < 4; ++unit) {
      auto up = hidden, down = hidden;
      up[unit] += 1e-4;
      down[unit] -= 1e-4;
      const auto above = response(network, 1, up, wanted), below = response(network, 1, down, wanted);
      activation[unit] += hidden[unit];
      loss_change[unit] += std::abs(hidden[unit] * (above.loss - below.loss) / 2e-4);
      output_change[unit] += std::abs(hidden[unit] * (above.outputs - below.outputs) / 2e-4);
    }
  }
  for (std::size_t unit = 0; unit < 4; ++unit) {
    // float32 activations and derivatives: some 1e-6 of sums of positive numbers; differences of 1e-4 err by
    // 1e-8
    REQUIRE(sums.activation[unit] == Approx(activation[unit]).epsilon(1e-5));
    REQUIRE(sums.loss_change[unit] == Approx(loss_change[unit]).epsilon(1e-5));
    REQUIRE(sums.output_change[unit] == Approx(output_change[unit]).epsilon(1e-5));
  }
  const auto without = sculpt::unit_sums(network, examples, mlp::Loss::binary_cross_entropy, false);
  REQUIRE(without.loss_change == sums.loss_change);
  REQUIRE(without.output_change == std::vector<double>(4, 0));
}

TEST_CASE("a Boolean function is learned and pruned, and the result is as good as it says", "[serial]") {
  const auto task = tasks::boolean_task({tasks::BooleanFamily::none, 1});
  const mlp::Examples table{task.input_view(), task.target_view()};
  mlp::TrainingOptions training;
  training.epochs = 40;
  training.batch = 8;
  training.learning_rate = 0.05;
  training.weight_decay = 1e-4;
  training.input_noise = 0.1;
  const auto operations = sculpt::network_operations({{4, 24, 4}}, {table, table, table}, training, {});
  // of these seeds at least one is learned; which, may depend on the rounding of an instruction set
  bool reached = false;
  for (const std::uint64_t seed : {0, 1, 2, 5}) {
    const auto dense = sculpt::train_dense({seed}, operations, {});
    const auto units = sculpt::prune_units_stepwise({seed, 70}, dense, operations, {});
    const auto edges = sculpt::prune_edges_stepwise({seed, 70, 2.5}, units, operations, {});
    auto network = edges.pruned.network;
    REQUIRE(mlp::evaluate(network, table, training.loss).accuracy == edges.pruned.accuracy);
    mlp::apply_mask(edges.pruned.mask, network);
    REQUIRE(network.parameter == edges.pruned.network.parameter);
    reached = reached || edges.pruned.accuracy == 1;
    const auto again = sculpt::prune_edges_stepwise({seed, 70, 2.5}, units, operations, {});
    REQUIRE(again.pruned.network.parameter == network.parameter);
  }
  REQUIRE(reached);
}

TEST_CASE("a training asks after every epoch whether to go on, and is judged on other rows", "[serial]") {
  const auto task = tasks::boolean_task({tasks::BooleanFamily::input_separable, 1});
  const mlp::Examples table{task.input_view(), task.target_view()};
  const mlp::Examples few{{task.input.data(), 3, 4}, {task.target.data(), 3, 4}};
  mlp::TrainingOptions training;
  training.epochs = 6;
  training.batch = 8;
  int asked = 0, most = 100;
  const auto go_on = [&] { return ++asked < most; };
  const sculpt::SculptingData data{table, few, few};
  const auto operations = sculpt::network_operations({{4, 24, 4}}, data, training, {}, nullptr, go_on);
  const auto whole = sculpt::train_dense({1}, operations, {}).dense;
  REQUIRE(asked == 6);
  const auto alone =
      sculpt::train_dense({1}, sculpt::network_operations({{4, 24, 4}}, data, training, {}), {}).dense;
  REQUIRE(alone.network.parameter == whole.network.parameter);
  REQUIRE(whole.accuracy == mlp::evaluate(whole.network, few, training.loss).accuracy);
  asked = 0;
  most = 3;
  REQUIRE_THROWS_AS(sculpt::train_dense({1}, operations, {}), sculpt::TrainingStopped);
  REQUIRE(asked == 3);
}
