#include "forced_target.hpp"
#include "reference_training.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/loss.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

using namespace netseam;
using mlp::Loss;

namespace {

constexpr Loss losses[] = {Loss::binary_cross_entropy, Loss::cross_entropy, Loss::squared_error};

struct Case {
  mlp::Shape shape;
  std::size_t rows;
};
/// From the smallest on, around the widths of vectors and tiles, with batches that fill none.
const Case small_cases[] = {{{{1, 1}}, 1},          {{{1, 1, 1}}, 3},           {{{2, 3, 2}}, 5},
                            {{{3, 4, 5, 2}}, 16},   {{{6, 24, 24, 12, 1}}, 64}, {{{5, 7, 6, 3}}, 17},
                            {{{4, 13, 1, 10}}, 63}, {{{17, 33, 9, 4}}, 65},     {{{6, 18, 31, 5}}, 130}};

double largest(std::span<const double> values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

/// Central differences of the double-precision loss by parameter i. Their error is of the order h^2 + 1e-16 /
/// h.
double difference(const mlp::Network& network, const mlp::Examples& examples, Loss loss, std::size_t i) {
  constexpr double h = 1e-6;
  auto parameter = test::as_doubles(network.parameter);
  const auto rows = test::all_rows(examples.count());
  parameter[i] += h;
  const double above = test::reference_loss(network.shape, parameter, examples, rows, loss);
  parameter[i] -= 2 * h;
  return (above - test::reference_loss(network.shape, parameter, examples, rows, loss)) / (2 * h);
}

/// Largest error of our gradient, as a share of its largest entry, which is 0 for the softmax of one output.
double gradient_error(const test::MadeTask& task, Loss loss, std::span<const double> truth,
                      const linalg::DenseBackend* backend) {
  std::vector<float> ours(task.network.parameter.size(), NAN);
  mlp::gradient(task.network, task.examples(), loss, ours, backend);
  double worst = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!std::isfinite(ours[i])) return INFINITY;
    worst = std::max(worst, std::abs(static_cast<double>(ours[i]) - truth[i]));
  }
  return worst / std::max(largest(truth), 1e-3);
}

// Sums of N float32 products are off by N 2^-24 of the sum of their sizes at most, by sqrt(N) 2^-24 mostly, N
// the longest of row, column and batch; three such sums follow each other in every layer. N < 800: at most
// some 1e-5 at four layers.
constexpr double rounding = 2e-5;

}  // namespace

TEST_CASE("the gradient is what finite differences of the loss say", "[serial]") {
  for (const Loss loss : losses)
    for (const Case& made : small_cases) {
      auto task = test::made_task(made.shape, made.rows, loss, made.rows);
      const auto mask = test::made_mask(made.shape, 0.7, made.rows);
      const auto kept = test::kept_of(mask);
      mlp::apply_mask(mask, task.network);
      std::vector<float> ours(task.network.parameter.size());
      const double value = mlp::gradient(task.network, task.examples(), loss, ours);
      const auto parameter = test::as_doubles(task.network.parameter);
      const auto rows = test::all_rows(made.rows);
      INFO("loss " << static_cast<int>(loss) << ", rows " << made.rows);
      CHECK(value == Approx(test::reference_loss(made.shape, parameter, task.examples(), rows, loss))
                         .epsilon(1e-5)
                         .margin(1e-9));
      const auto truth = test::reference_gradient(made.shape, parameter, task.examples(), rows, loss);
      const double scale = std::max(largest(truth), 1e-3);
      const std::size_t stride = std::max<std::size_t>(1, truth.size() / 300);
      for (std::size_t i = 0; i < truth.size(); i += stride) {
        if (!kept[i]) continue;  // a unit without inputs stands where its ReLU bends
        const double slope = difference(task.network, task.examples(), loss, i);
        CHECK(std::abs(truth[i] - slope) < 1e-6 * scale);
        CHECK(std::abs(static_cast<double>(ours[i]) - slope) < rounding * scale);
      }
    }
}

TEST_CASE("gradients of wide networks are right with and without a backend", "[serial]") {
  const auto onednn = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  const auto openblas = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const Case wide[] = {{{{784, 128, 130, 10}}, 67}, {{{130, 257, 100, 3}}, 128}};
  for (const Loss loss : losses)
    for (const Case& made : wide) {
      const auto task = test::made_task(made.shape, made.rows, loss, 5);
      const auto truth = test::reference_gradient(made.shape, test::as_doubles(task.network.parameter),
                                                  task.examples(), test::all_rows(made.rows), loss);
      const linalg::DenseBackend* const backends[] = {nullptr, onednn.get(), openblas.get()};
      for (const linalg::DenseBackend* const backend : backends)
        CHECK(gradient_error(task, loss, truth, backend) < rounding);
    }
}

TEST_CASE("gradients agree in every instruction set of this processor", "[serial]") {
  for (const Loss loss : losses)
    for (const Case& made : small_cases) {
      const auto task = test::made_task(made.shape, made.rows, loss, 100 + made.rows);
      const auto truth = test::reference_gradient(made.shape, test::as_doubles(task.network.parameter),
                                                  task.examples(), test::all_rows(made.rows), loss);
      for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        const test::ForcedTarget forced(target);
        INFO(hwy::TargetName(target) << ", loss " << static_cast<int>(loss) << ", rows " << made.rows);
        CHECK(gradient_error(task, loss, truth, nullptr) < rounding);
      }
    }
}

TEST_CASE("losses stay finite and exact where the sigmoid or softmax is saturated", "[serial]") {
  // one weight 1 and no bias: outputs are the inputs
  const mlp::Network identity{{{1, 1}}, {1.0F, 0.0F}};
  const float inputs[] = {90.0F, -90.0F, 90.0F, -90.0F, 0.0F}, targets[] = {1, 0, 0, 1, 1};
  std::vector<float> slope(2);
  const double loss =
      mlp::gradient(identity, {{inputs, 5, 1}, {targets, 5, 1}}, Loss::binary_cross_entropy, slope);
  CHECK(loss == Approx((180 + std::log(2.0)) / 5).epsilon(1e-6));
  CHECK(static_cast<double>(slope[0]) == Approx((90 + 90) / 5.0).epsilon(1e-6));
  CHECK(static_cast<double>(slope[1]) == Approx((1 - 1 - 0.5) / 5.0).epsilon(1e-6));

  const mlp::Network pair{{{2, 2}}, {1, 0, 0, 1, 0, 0}};
  const float rows[] = {500.0F, -500.0F}, wanted[] = {0.0F, 1.0F};
  std::vector<float> both(6);
  CHECK(mlp::gradient(pair, {{rows, 1, 2}, {wanted, 1, 2}}, Loss::cross_entropy, both) == Approx(1000.0));
  CHECK(both[4] == 1.0F);
  CHECK(both[5] == -1.0F);
}

TEST_CASE("gradients of wrong shapes are refused", "[serial]") {
  const auto task = test::made_task({{3, 4, 2}}, 5, Loss::squared_error, 1);
  std::vector<float> out(task.network.parameter.size());
  const mlp::Examples good = task.examples();
  CHECK_THROWS_AS(mlp::gradient(task.network, good, Loss::squared_error, std::span(out).first(3)),
                  core::InternalError);
  const mlp::Examples few_targets{good.inputs, {task.targets.data(), 4, 2}};
  CHECK_THROWS_AS(mlp::gradient(task.network, few_targets, Loss::squared_error, out), core::InternalError);
  const mlp::Examples narrow{{task.inputs.data(), 5, 2}, good.targets};
  CHECK_THROWS_AS(mlp::gradient(task.network, narrow, Loss::squared_error, out), core::InternalError);
  const mlp::Examples none{{task.inputs.data(), 0, 3}, {task.targets.data(), 0, 2}};
  CHECK_THROWS_AS(mlp::gradient(task.network, none, Loss::squared_error, out), core::InternalError);
  auto short_network = task.network;
  short_network.parameter.pop_back();
  CHECK_THROWS_AS(mlp::gradient(short_network, good, Loss::squared_error, out), core::InternalError);
}
