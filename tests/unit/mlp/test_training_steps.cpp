#include "forced_target.hpp"
#include "reference_training.hpp"
#include "sample_order.hpp"

#include "netseam/mlp/training.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <vector>

using namespace netseam;
using mlp::Loss;

namespace {

// An update of Adam is learning_rate m / sqrt(v): off by as much, relatively, as the gradient is, some 1e-5
// (test_gradient.cpp) of the largest entry, so 1e-3 for entries a hundredth of it; smaller ones are held up
// by decay. Errors add up over steps.
double tolerance(const mlp::TrainingOptions& options, std::size_t steps) {
  return 1e-3 * options.learning_rate * static_cast<double>(steps) + 1e-6;
}

double largest_difference(std::span<const float> ours, std::span<const double> truth) {
  double worst = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!std::isfinite(ours[i])) return INFINITY;
    worst = std::max(worst, std::abs(static_cast<double>(ours[i]) - truth[i]));
  }
  return worst;
}

void compare_with_numpy(const nlohmann::json& file, const nlohmann::json& run) {
  mlp::TrainingOptions options;
  const auto name = run["loss"].get<std::string>();
  options.loss = name == "squared_error"   ? Loss::squared_error
                 : name == "cross_entropy" ? Loss::cross_entropy
                                           : Loss::binary_cross_entropy;
  options.learning_rate = file["learning_rate"];
  options.first_decay = file["first_decay"];
  options.second_decay = file["second_decay"];
  options.epsilon = file["epsilon"];
  options.weight_decay = file["weight_decay"];
  options.l1 = file["l1"];
  options.epochs = run["parameters"].size();
  options.batch = 1000;  // all samples: every epoch is one step
  const mlp::Shape shape{file["units"].get<std::vector<std::size_t>>()};
  const mlp::Mask mask{shape, run["mask"].get<std::vector<std::vector<unsigned char>>>()};
  const auto inputs = run["inputs"].get<std::vector<float>>(),
             targets = run["targets"].get<std::vector<float>>();
  const std::size_t samples = file["samples"];
  const mlp::Examples examples{{inputs.data(), samples, shape.inputs()},
                               {targets.data(), samples, shape.outputs()}};
  std::size_t steps = 0;
  const auto observe = [&](std::size_t epoch, const mlp::NetworkNow& network, double loss,
                           const mlp::Score&) {
    INFO(name << ", step " << epoch);
    CHECK(largest_difference(network().parameter, run["parameters"][epoch].get<std::vector<double>>()) <
          tolerance(options, epoch + 1));
    CHECK(loss == Approx(run["losses"][epoch].get<double>()).epsilon(1e-4));
    ++steps;
    return true;
  };
  const auto trained =
      mlp::train({shape, run["start"].get<std::vector<float>>()}, mask, examples, examples, options, observe);
  CHECK(steps == run["parameters"].size());
  CHECK(trained.loss.size() == steps);
}

struct Run {
  test::MadeTask task;
  mlp::Mask mask;
  mlp::TrainingOptions options;
};

Run made_run(Loss loss) {
  const mlp::Shape shape{{5, 19, 12, 3}};
  Run run{test::made_task(shape, 45, loss, 21), test::made_mask(shape, 0.7, 21), {}};
  run.options.loss = loss;
  run.options.epochs = 4;
  run.options.batch = 17;  // batches of 17, 17 and 11
  run.options.learning_rate = 0.01;
  run.options.weight_decay = 1e-2;
  run.options.l1 = 1e-3;
  run.options.seed = 5;
  run.options.unit = 8;
  return run;
}

std::vector<std::vector<float>> networks_of_epochs(const Run& run,
                                                   const linalg::DenseBackend* backend = nullptr) {
  std::vector<std::vector<float>> networks;
  const auto observe = [&](std::size_t, const mlp::NetworkNow& network, double, const mlp::Score&) {
    networks.push_back(network().parameter);
    return true;
  };
  const auto examples = run.task.examples();
  (void)mlp::train(run.task.network, run.mask, examples, examples, run.options, observe, backend);
  return networks;
}

/// Parameters after every epoch, in double precision; only the order of samples is taken from the program.
std::vector<std::vector<double>> reference_epochs(const Run& run) {
  const auto kept = test::kept_of(run.mask);
  const auto& shape = run.task.network.shape;
  test::ReferenceAdam adam{test::as_doubles(run.task.network.parameter), {}, {}};
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (!kept[i]) adam.parameter[i] = 0;
  mlp::SampleOrder order(
      run.task.rows,
      core::RandomStream(run.options.seed, run.options.unit, core::Purpose::batch_order).bits());
  std::vector<std::vector<double>> networks;
  for (std::size_t epoch = 0; epoch < run.options.epochs; ++epoch) {
    const auto rows = order.of_epoch(static_cast<std::uint32_t>(epoch));
    for (std::size_t first = 0; first < rows.size(); first += run.options.batch) {
      const auto batch = rows.subspan(first, std::min(run.options.batch, rows.size() - first));
      const auto gradient =
          test::reference_gradient(shape, adam.parameter, run.task.examples(), batch, run.options.loss);
      adam.step(run.options, gradient, kept, test::weights_of(shape));
    }
    networks.push_back(adam.parameter);
  }
  return networks;
}

constexpr Loss losses[] = {Loss::binary_cross_entropy, Loss::cross_entropy, Loss::squared_error};

}  // namespace

TEST_CASE("every step is that of an independent implementation in numpy", "[serial]") {
  std::ifstream stream(std::string(NETSEAM_TEST_DATA) + "/mlp/training_steps.json");
  REQUIRE(stream);
  const auto file = nlohmann::json::parse(stream);
  REQUIRE(file["runs"].size() == 3);
  for (const auto& run : file["runs"]) compare_with_numpy(file, run);
}

TEST_CASE("epochs of batches are those of a plain implementation, in every instruction set", "[serial]") {
  for (const Loss loss : losses) {
    const Run run = made_run(loss);
    const auto truth = reference_epochs(run);
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      const test::ForcedTarget forced(target);
      const auto ours = networks_of_epochs(run);
      REQUIRE(ours.size() == truth.size());
      for (std::size_t epoch = 0; epoch < truth.size(); ++epoch) {
        INFO(hwy::TargetName(target) << ", loss " << static_cast<int>(loss) << ", epoch " << epoch);
        CHECK(largest_difference(ours[epoch], truth[epoch]) < tolerance(run.options, 3 * (epoch + 1)));
      }
    }
  }
}

TEST_CASE("what a mask takes away stays exactly 0", "[serial]") {
  for (const Loss loss : losses) {
    Run run = made_run(loss);
    run.options.epochs = 30;
    run.options.input_noise = 0.1;
    run.options.dropout = 0.2;
    const auto kept = test::kept_of(run.mask);
    for (const auto& network : networks_of_epochs(run)) {
      std::size_t not_zero = 0;
      for (std::size_t i = 0; i < kept.size(); ++i) not_zero += !kept[i] && network[i] != 0.0F ? 1 : 0;
      CHECK(not_zero == 0);
    }
  }
}

TEST_CASE("training with a backend differs in rounding only", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  const mlp::Shape shape{{200, 160, 130, 4}};
  Run run{test::made_task(shape, 140, Loss::cross_entropy, 3), test::made_mask(shape, 0.9, 3), {}};
  run.options.loss = Loss::cross_entropy;
  run.options.epochs = 3;
  run.options.batch = 128;
  run.options.weight_decay = 1e-2;  // so that no gradient is next to nothing
  const auto own = networks_of_epochs(run), other = networks_of_epochs(run, backend.get());
  for (std::size_t epoch = 0; epoch < own.size(); ++epoch)
    CHECK(largest_difference(other[epoch], test::as_doubles(own[epoch])) <
          tolerance(run.options, 2 * (epoch + 1)));
}
