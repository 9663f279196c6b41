#include "reference_training.hpp"

#include "netseam/core/error.hpp"
#include "netseam/mlp/training.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace netseam;
using mlp::Loss;

namespace {

struct Task {
  std::vector<float> inputs, targets;
  std::size_t width, outputs;
  [[nodiscard]] mlp::Examples examples() const {
    const std::size_t rows = inputs.size() / width;
    return {{inputs.data(), rows, width}, {targets.data(), rows, outputs}};
  }
};

/// All 2^n rows of a truth table.
template <class Function>
Task truth_table(std::size_t width, std::size_t outputs, const Function& function) {
  Task task{{}, {}, width, outputs};
  for (std::size_t row = 0; row < std::size_t{1} << width; ++row) {
    std::vector<bool> x;
    for (std::size_t i = 0; i < width; ++i) x.push_back((row >> (width - 1 - i) & 1) != 0);
    for (const bool value : x) task.inputs.push_back(value ? 1.0F : 0.0F);
    for (const bool value : function(x)) task.targets.push_back(value ? 1.0F : 0.0F);
  }
  return task;
}

Task exclusive_or() {
  return truth_table(2, 1, [](const std::vector<bool>& x) { return std::vector<bool>{x[0] != x[1]}; });
}
Task six_inputs() {
  return truth_table(6, 3, [](const std::vector<bool>& x) {
    const bool a = x[0] && x[1], b = x[2] && x[3], c = x[4] && x[5];
    return std::vector<bool>{a || b, a || c, b || c};
  });
}

mlp::Network start(const mlp::Shape& shape, std::uint64_t unit) {
  core::RandomStream random(1, unit, core::Purpose::initial_weights);
  return mlp::initial_network(shape, random);
}

/// The documented rule, on what was recorded.
std::size_t chosen_epoch(const std::vector<mlp::Score>& validation) {
  std::size_t best = 0;
  for (std::size_t e = 1; e < validation.size(); ++e) {
    const auto &now = validation[e], &then = validation[best];
    if (now.accuracy > then.accuracy || (now.accuracy == then.accuracy && now.loss <= then.loss)) best = e;
  }
  return best;
}

}  // namespace

TEST_CASE("Boolean tasks are learned without a fault", "[serial]") {
  mlp::TrainingOptions options;
  options.learning_rate = 0.05;
  options.weight_decay = 1e-4;
  options.epochs = 200;
  options.batch = 2;
  options.input_noise = 0.1;
  const Task small = exclusive_or();
  const mlp::Shape small_shape{{2, 8, 1}};
  CHECK(mlp::train(start(small_shape, 1), mlp::full_mask(small_shape), small.examples(), small.examples(),
                   options)
            .score.accuracy == 1.0);
  options.batch = 8;
  options.epochs = 60;
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 24, 24, 3}};
  const auto trained =
      mlp::train(start(shape, 2), mlp::full_mask(shape), task.examples(), task.examples(), options);
  CHECK(trained.score.accuracy == 1.0);
  CHECK(mlp::evaluate(trained.network, task.examples(), Loss::binary_cross_entropy).accuracy == 1.0);
}

TEST_CASE("a training without its loss is the same training", "[serial]") {
  const Task task = six_inputs();
  for (const Loss loss : {Loss::binary_cross_entropy, Loss::squared_error, Loss::cross_entropy}) {
    const mlp::Shape shape{{6, 9, 5, 3}};
    mlp::TrainingOptions options;
    options.loss = loss;
    options.learning_rate = 0.05;
    options.batch = 24;
    options.input_noise = 0.1;
    const auto with =
        mlp::train(start(shape, 3), mlp::full_mask(shape), task.examples(), task.examples(), options);
    options.with_training_loss = false;
    std::size_t without_loss = 0;
    const auto observe = [&](std::size_t, const mlp::NetworkNow&, double mean, const mlp::Score&) {
      without_loss += std::isnan(mean) ? 1 : 0;
      return true;
    };
    const auto without = mlp::train(start(shape, 3), mlp::full_mask(shape), task.examples(), task.examples(),
                                    options, observe);
    CHECK(with.network.parameter == without.network.parameter);
    CHECK((with.epoch == without.epoch && with.score.loss == without.score.loss));
    CHECK(with.loss.size() == options.epochs);
    CHECK((without.loss.empty() && without_loss == options.epochs));
  }
}

TEST_CASE("the best epoch is the most accurate, of these the one of least loss, of these the latest",
          "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 8, 3}};
  mlp::TrainingOptions options;
  options.learning_rate = 0.15;
  options.epochs = 25;
  options.batch = 8;
  options.input_noise = 0.3;
  std::size_t not_least_loss = 0, not_last = 0;
  for (std::uint64_t unit = 0; unit < 8; ++unit) {
    options.unit = unit;
    std::vector<std::vector<float>> networks;
    const auto observe = [&](std::size_t epoch, const mlp::NetworkNow& network, double loss,
                             const mlp::Score& score) {
      CHECK(epoch == networks.size());
      CHECK(std::isfinite(loss));
      const auto again = mlp::evaluate(network(), task.examples(), options.loss);
      CHECK(again.accuracy == score.accuracy);
      CHECK(again.loss == score.loss);
      networks.push_back(network().parameter);
      return true;
    };
    const auto trained = mlp::train(start(shape, unit), mlp::full_mask(shape), task.examples(),
                                    task.examples(), options, observe);
    REQUIRE(trained.validation.size() == options.epochs);
    const std::size_t expected = chosen_epoch(trained.validation);
    CHECK(trained.epoch == expected);
    CHECK(trained.network.parameter == networks[expected]);
    CHECK(trained.score.loss == trained.validation[expected].loss);
    std::size_t least = 0;
    for (std::size_t e = 0; e < networks.size(); ++e)
      if (trained.validation[e].loss < trained.validation[least].loss) least = e;
    not_least_loss += expected != least ? 1 : 0;
    not_last += expected + 1 != networks.size() ? 1 : 0;
  }
  // these runs do tell the rules apart
  CHECK(not_least_loss > 0);
  CHECK(not_last > 0);
}

TEST_CASE("of epochs that are equal the latest counts, and the last one if that is asked for", "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 8, 3}};
  mlp::TrainingOptions options;
  options.epochs = 7;
  options.learning_rate = 1e-30;  // changes no weight
  const auto still =
      mlp::train(start(shape, 3), mlp::full_mask(shape), task.examples(), task.examples(), options);
  CHECK(still.epoch == 6);
  const auto before = start(shape, 3), after = still.network;
  for (std::size_t l = 0; l < 2; ++l) CHECK(std::ranges::equal(after.weights(l), before.weights(l)));
  options.learning_rate = 0.5;
  options.selection = mlp::Selection::last_epoch;
  const auto last =
      mlp::train(start(shape, 3), mlp::full_mask(shape), task.examples(), task.examples(), options);
  CHECK(last.epoch == 6);
  CHECK(last.score.loss == last.validation.back().loss);
}

TEST_CASE("an observer can end the training", "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 8, 3}};
  const auto stop = [](std::size_t epoch, const mlp::NetworkNow&, double, const mlp::Score&) {
    return epoch < 2;
  };
  const auto trained =
      mlp::train(start(shape, 3), mlp::full_mask(shape), task.examples(), task.examples(), {}, stop);
  CHECK(trained.loss.size() == 3);
  CHECK(trained.validation.size() == 3);
}

TEST_CASE("the same seed gives the same network, another one another", "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 10, 10, 3}};
  const auto result = [&](std::uint64_t seed, std::uint64_t unit, double noise, double dropout) {
    mlp::TrainingOptions options;
    options.seed = seed;
    options.unit = unit;
    options.input_noise = noise;
    options.dropout = dropout;
    options.epochs = 3;
    options.batch = 64;  // the order of samples does not matter but for rounding
    options.selection = mlp::Selection::last_epoch;
    return mlp::train(start(shape, 4), mlp::full_mask(shape), task.examples(), task.examples(), options)
        .network.parameter;
  };
  for (const auto& [noise, dropout] : {std::pair{0.2, 0.0}, std::pair{0.0, 0.3}, std::pair{0.2, 0.3}}) {
    const auto first = result(1, 1, noise, dropout);
    CHECK(result(1, 1, noise, dropout) == first);
    for (const auto& other :
         {result(2, 1, noise, dropout), result(1, 2, noise, dropout), result(1, 1, 0, 0)}) {
      double most = 0;
      for (std::size_t i = 0; i < first.size(); ++i)
        most = std::max(most, std::abs(static_cast<double>(first[i]) - static_cast<double>(other[i])));
      CHECK(most > 1e-4);  // a tenth of one step, far above rounding
    }
  }
}

TEST_CASE("what cannot be trained is refused", "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 4, 3}};
  const auto attempt = [&](mlp::TrainingOptions options) {
    (void)mlp::train(start(shape, 1), mlp::full_mask(shape), task.examples(), task.examples(), options);
  };
  mlp::TrainingOptions options;
  options.epochs = 0;
  CHECK_THROWS_AS(attempt(options), core::InternalError);
  options = {};
  options.batch = 0;
  CHECK_THROWS_AS(attempt(options), core::InternalError);
  options = {};
  options.dropout = 1;
  CHECK_THROWS_AS(attempt(options), core::InternalError);
  options = {};
  options.learning_rate = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(attempt(options), core::InternalError);
  options = {};
  options.weight_decay = -1;
  CHECK_THROWS_AS(attempt(options), core::InternalError);
  CHECK_THROWS_AS(
      (void)mlp::train(start(shape, 1), mlp::full_mask({{6, 5, 3}}), task.examples(), task.examples(), {}),
      core::InternalError);
  const mlp::Examples nothing{{task.inputs.data(), 0, 6}, {task.targets.data(), 0, 3}};
  CHECK_THROWS_AS((void)mlp::train(start(shape, 1), mlp::full_mask(shape), task.examples(), nothing, {}),
                  core::InternalError);
}

TEST_CASE("a loss that is no number ends the training with an error", "[serial]") {
  const Task task = six_inputs();
  const mlp::Shape shape{{6, 4, 4, 3}};
  const auto attempt = [&](const mlp::Network& network, const mlp::TrainingOptions& options) {
    (void)mlp::train(network, mlp::full_mask(shape), task.examples(), task.examples(), options);
  };
  for (const bool with_training_loss : {true, false}) {
    mlp::TrainingOptions options;
    options.with_training_loss = with_training_loss;
    for (const std::size_t layer : {0U, 1U, 2U}) {
      auto broken = start(shape, 1);
      broken.weights(layer)[0] = std::numeric_limits<float>::quiet_NaN();
      CHECK_THROWS_AS(attempt(broken, options), core::NumericalError);
    }
    options.loss = Loss::squared_error;
    options.learning_rate = 1e30;
    options.epochs = 100;
    CHECK_THROWS_AS(attempt(start(shape, 1), options), core::NumericalError);
  }
}
