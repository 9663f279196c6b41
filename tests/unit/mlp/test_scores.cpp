#include "reference_training.hpp"

#include "netseam/core/error.hpp"
#include "netseam/mlp/loss.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;
using mlp::Loss;

namespace {

/// Outputs are the inputs.
mlp::Network identity_network(std::size_t units) {
  mlp::Network network{{{units, units}}, std::vector<float>(units * (units + 1))};
  for (std::size_t i = 0; i < units; ++i) network.parameter[i * units + i] = 1;
  return network;
}

mlp::Score score_of(std::vector<float> outputs, std::vector<float> targets, std::size_t units, Loss loss) {
  const std::size_t rows = outputs.size() / units;
  return mlp::evaluate(identity_network(units),
                       {{outputs.data(), rows, units}, {targets.data(), rows, units}}, loss);
}

}  // namespace

TEST_CASE("binary cross entropy counts entries at one half", "[serial]") {
  // right: above 1/2, wanted 1; below, wanted 0; exactly 1/2 counts as 1 for both; wrong: the two last ones
  const auto score = score_of({2, -2, 0, 1, 3, -3}, {1, 0, 1, 0.5F, 0, 1}, 2, Loss::binary_cross_entropy);
  CHECK(score.accuracy == Approx(4.0 / 6));
  CHECK(score.rows_right == Approx(2.0 / 3));  // the first two
  const auto soft = [](double z) { return std::log1p(std::exp(z)); };
  const double expected = 2 * soft(-2) + soft(0) + (0.5 * soft(-1) + 0.5 * soft(1)) + 2 * soft(3);
  CHECK(score.loss == Approx(expected / 6).epsilon(1e-6));
}

TEST_CASE("cross entropy counts samples by the first largest output", "[serial]") {
  const auto score =
      score_of({1, 1, 0, /**/ 0, 1, 1, /**/ 0, 0, 5, /**/ 2, 1, 0},
               {1, 0, 0, /**/ 0, 0, 1, /**/ 0, 0.5F, 0.5F, /**/ 1, 0, 0}, 3, Loss::cross_entropy);
  CHECK(score.accuracy == Approx(2.0 / 4));  // the first and the last
  CHECK(score.rows_right == score.accuracy);
  const double e = std::exp(1.0);
  const double expected = (std::log(2 * e + 1) - 1) + (std::log(1 + 2 * e) - 1) +
                          (std::log(2 + std::exp(5.0)) - 2.5) + (std::log(e * e + e + 1) - 2);
  CHECK(score.loss == Approx(expected / 4).epsilon(1e-6));
}

TEST_CASE("squared error counts entries within one half", "[serial]") {
  const auto score = score_of({1, 2, 3, 4}, {1.5F, 2.75F, 2.5F, 4}, 1, Loss::squared_error);
  CHECK(score.accuracy == Approx(3.0 / 4));
  CHECK(score.loss == Approx((0.25 + 0.5625 + 0.25) / 4));
}

TEST_CASE("scores of many rows are those of their blocks", "[serial]") {
  for (const Loss loss : {Loss::binary_cross_entropy, Loss::cross_entropy, Loss::squared_error})
    for (const std::size_t rows : {1U, 15U, 16U, 255U, 256U, 257U, 700U}) {
      const auto task = test::made_task({{5, 9, 3}}, rows, loss, rows);
      const auto score = mlp::evaluate(task.network, task.examples(), loss);
      const auto parameter = test::as_doubles(task.network.parameter);
      CHECK(score.loss == Approx(test::reference_loss(task.network.shape, parameter, task.examples(),
                                                      test::all_rows(rows), loss))
                              .epsilon(1e-5));
      double right = 0, whole = 0;
      for (std::size_t r = 0; r < rows; ++r) {
        const float* row = task.inputs.data() + r * 5;
        const float* target = task.targets.data() + r * 3;
        const double one = mlp::evaluate(task.network, {{row, 1, 5}, {target, 1, 3}}, loss).accuracy;
        right += one;
        whole += one == 1 ? 1 : 0;
      }
      CHECK(score.rows_right == Approx(whole / static_cast<double>(rows)));
      CHECK(score.accuracy == Approx(right / static_cast<double>(rows)));
    }
}

TEST_CASE("predictions are the sigmoid, softmax or value of the outputs", "[serial]") {
  constexpr std::size_t rows = 300, outputs = 3;
  for (const Loss loss : {Loss::binary_cross_entropy, Loss::cross_entropy, Loss::squared_error}) {
    const auto task = test::made_task({{4, 8, outputs}}, rows, loss, 3);
    std::vector<float> said(rows * outputs, NAN);
    mlp::predict(task.network, task.examples().inputs, loss, {said.data(), rows, outputs});
    const auto parameter = test::as_doubles(task.network.parameter);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto z =
          test::reference_units(task.network.shape, parameter, task.examples().inputs.row(r)).back();
      double powers = 0;
      for (const double value : z) powers += std::exp(value);
      for (std::size_t k = 0; k < outputs; ++k) {
        const double expected = loss == Loss::squared_error   ? z[k]
                                : loss == Loss::cross_entropy ? std::exp(z[k]) / powers
                                                              : 1 / (1 + std::exp(-z[k]));
        CHECK(static_cast<double>(said[r * outputs + k]) == Approx(expected).epsilon(1e-5).margin(1e-6));
      }
    }
  }
}

TEST_CASE("responses are derivatives of the loss of each sample on its own", "[serial]") {
  constexpr std::size_t rows = 270;
  const mlp::Shape shape{{3, 6, 5, 2}};
  for (const Loss loss : {Loss::binary_cross_entropy, Loss::cross_entropy, Loss::squared_error}) {
    const auto task = test::made_task(shape, rows, loss, 9);
    std::vector<float> activation(rows * 11, NAN), derivative(rows * 11, NAN);
    mlp::hidden_responses(task.network, task.examples(), loss, {activation.data(), rows, 11},
                          {derivative.data(), rows, 11});
    const auto parameter = test::as_doubles(task.network.parameter);
    // what follows a hidden layer is a network of its own, whose inputs are the activations
    for (std::size_t layer = 1, column = 0; layer <= 2; column += shape.units[layer], ++layer) {
      const mlp::Shape rest{{shape.units.begin() + static_cast<std::ptrdiff_t>(layer), shape.units.end()}};
      const auto rest_parameter = std::span(parameter).subspan(shape.first_weight(layer));
      for (std::size_t r = 0; r < rows; r += 30) {
        const auto units = test::reference_units(shape, parameter, task.examples().inputs.row(r))[layer];
        for (std::size_t u = 0; u < units.size(); ++u) {
          const std::size_t at = r * 11 + column + u;
          CHECK(static_cast<double>(activation[at]) == Approx(units[u]).epsilon(1e-5).margin(1e-6));
          std::vector<float> moved(units.begin(), units.end());
          // inputs of the reference are float32: a step that is exact in it, and its true size
          const float middle = moved[u];
          constexpr float h = 0x1p-9F;
          const auto loss_at = [&](float value) {
            moved[u] = value;
            return test::sample_loss(test::reference_units(rest, rest_parameter, moved).back(),
                                     task.examples().targets.row(r), loss);
          };
          const double step = static_cast<double>(middle + h) - static_cast<double>(middle - h);
          const double slope = (loss_at(middle + h) - loss_at(middle - h)) / step;
          // error of the difference: h^2 / 6 times a third derivative of some units, 1e-5; a ReLU may bend
          // within h
          CHECK(static_cast<double>(derivative[at]) == Approx(slope).margin(3e-3));
        }
      }
    }
  }
}
