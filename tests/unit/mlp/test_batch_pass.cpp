#include "batch_pass.hpp"
#include "random_kernels.hpp"
#include "reference_training.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;

namespace {

constexpr mlp::Dropout dropout{77, 3, 0.4};
constexpr std::size_t rows = 21, columns = 32;

/// What dropout multiplies the unit by, for every sample.
struct DropoutFactors {
  DropoutFactors(std::size_t layer, std::size_t units) : sample(columns), factor(units * columns) {
    for (std::uint32_t s = 0; s < rows; ++s) sample[s] = s;
    std::ranges::fill(factor.span(), 1.0F);
    mlp::drop_values({dropout.key, dropout.epoch, static_cast<std::uint32_t>(layer)}, dropout.share,
                     {sample.data(), units, columns, factor.data()});
  }
  core::AlignedBuffer<std::uint32_t> sample;
  core::AlignedBuffer<float> factor;  // units x columns
};

/// Mean squared error of a network of one hidden layer under dropout, in double precision.
double loss_under_dropout(const test::MadeTask& task, const std::vector<double>& parameter,
                          const DropoutFactors& factors) {
  const auto& shape = task.network.shape;
  const auto examples = task.examples();
  double sum = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    auto hidden = test::reference_units(shape, parameter, examples.inputs.row(r))[1];
    for (std::size_t u = 0; u < hidden.size(); ++u)
      hidden[u] *= static_cast<double>(factors.factor[u * columns + r]);
    for (std::size_t k = 0; k < shape.outputs(); ++k) {
      double z = parameter[shape.first_bias(1) + k];
      for (std::size_t u = 0; u < hidden.size(); ++u)
        z += parameter[shape.first_weight(1) + k * hidden.size() + u] * hidden[u];
      const double off = z - static_cast<double>(examples.targets(r, k));
      sum += off * off;
    }
  }
  return sum / static_cast<double>(rows * shape.outputs());
}

}  // namespace

TEST_CASE("gradients under dropout are what finite differences say", "[serial]") {
  const mlp::Shape shape{{4, 11, 3}};
  const auto task = test::made_task(shape, rows, mlp::Loss::squared_error, 31);
  mlp::BatchPass pass(shape, rows, nullptr);
  const double terms = static_cast<double>(rows * shape.outputs());
  pass.load(task.examples(), test::all_rows(rows));
  pass.forward(task.network.parameter.data(), &dropout);
  const double loss = pass.loss_gradient(mlp::Loss::squared_error, 1 / terms) / terms;
  std::vector<float> gradient(shape.parameters());
  pass.parameter_gradient(1, gradient.data());
  pass.input_delta(1, task.network.parameter.data(), mlp::Rectify::yes);
  pass.parameter_gradient(0, gradient.data());

  const DropoutFactors factors(1, 11);
  auto parameter = test::as_doubles(task.network.parameter);
  CHECK(loss == Approx(loss_under_dropout(task, parameter, factors)).epsilon(1e-5));
  for (std::size_t i = 0; i < parameter.size(); ++i) {
    constexpr double h = 1e-6;
    const double middle = parameter[i];
    parameter[i] = middle + h;
    const double above = loss_under_dropout(task, parameter, factors);
    parameter[i] = middle - h;
    const double slope = (above - loss_under_dropout(task, parameter, factors)) / (2 * h);
    parameter[i] = middle;
    // float32 sums of 21 samples, of slopes of the order of 1
    CHECK(static_cast<double>(gradient[i]) == Approx(slope).epsilon(1e-5).margin(1e-5));
  }
}
