#include "compact_network.hpp"
#include "reference_training.hpp"

#include "netseam/core/error.hpp"
#include "netseam/mlp/training.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace netseam;

namespace {

/// Takes all weights from and to a hidden unit.
void cut_off(mlp::Mask& mask, std::size_t layer, std::size_t unit) {
  const std::size_t before = mask.shape.units[layer - 1], units = mask.shape.units[layer];
  for (std::size_t i = 0; i < before; ++i) mask.kept[layer - 1][unit * before + i] = 0;
  for (std::size_t j = 0; j < mask.shape.units[layer + 1]; ++j) mask.kept[layer][j * units + unit] = 0;
}

const mlp::Shape shape{{3, 5, 4, 2}};

mlp::Mask made_mask() {
  mlp::Mask mask = mlp::full_mask(shape);
  for (const std::size_t unit : {0U, 3U}) cut_off(mask, 1, unit);
  cut_off(mask, 2, 2);
  mask.kept[1][1] = 0;  // one weight of units that stay
  return mask;
}

}  // namespace

TEST_CASE("a compact network has the units that are connected", "[serial]") {
  const auto task = test::made_task(shape, 4, mlp::Loss::squared_error, 1);
  const auto compact = mlp::compact_network(task.network, made_mask());
  CHECK(compact.network.shape.units == std::vector<std::size_t>{3, 3, 3, 2});
  CHECK(compact.mask.weights_kept() == 9 + 8 + 6);
  CHECK(compact.network.biases(0)[2] == task.network.biases(0)[4]);
  CHECK(compact.network.weights(1)[3 * 2 + 1] == task.network.weights(1)[5 * 3 + 2]);

  std::vector<float> full(shape.parameters(), 7.0F);
  mlp::expand_parameters(compact, compact.network.parameter, full);
  auto expected = task.network;
  auto mask = made_mask();
  mask.kept[1][1] = 1;  // what is masked among units that stay is in the list
  mlp::apply_mask(mask, expected);
  CHECK(full == expected.parameter);
}

TEST_CASE("one unit stays in a layer without connections", "[serial]") {
  const auto task = test::made_task(shape, 4, mlp::Loss::squared_error, 1);
  mlp::Mask mask = mlp::full_mask(shape);
  for (std::size_t unit = 0; unit < 5; ++unit) cut_off(mask, 1, unit);
  CHECK(mlp::compact_network(task.network, mask).network.shape.units == std::vector<std::size_t>{3, 1, 4, 2});
  mlp::Mask other = mlp::full_mask({{3, 5, 2}});
  CHECK_THROWS_AS(mlp::compact_network(task.network, other), core::InternalError);
}

TEST_CASE("units that are cut off change no bit of the training of the others", "[serial]") {
  for (const auto loss :
       {mlp::Loss::binary_cross_entropy, mlp::Loss::cross_entropy, mlp::Loss::squared_error}) {
    const auto task = test::made_task(shape, 37, loss, 6);
    const auto compact = mlp::compact_network(task.network, made_mask());
    mlp::TrainingOptions options;
    options.loss = loss;
    options.batch = 8;
    options.epochs = 5;
    options.learning_rate = 0.05;
    options.weight_decay = 1e-3;
    options.input_noise = 0.1;
    const auto examples = task.examples();
    const auto all = mlp::train(task.network, made_mask(), examples, examples, options);
    const auto few = mlp::train(compact.network, compact.mask, examples, examples, options);
    std::vector<float> expanded(shape.parameters());
    mlp::expand_parameters(compact, few.network.parameter, expanded);
    CHECK(all.network.parameter == expanded);
    CHECK(all.loss == few.loss);
    // and the full network, with its zeros, scores the same
    CHECK(mlp::evaluate(all.network, examples, loss).loss == all.score.loss);
    CHECK(mlp::evaluate(all.network, examples, loss).accuracy == all.score.accuracy);
  }
}
