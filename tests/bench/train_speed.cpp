// Steps of training in a second, one thread: a network of the size of the Boolean tasks and one of the size
// of MNIST, each with 70 % of its weights, Adam and weight decay. One JSON line for each: median, least and
// most over the rounds, the median for each second of this process's own time, and GF/s (6 x weights x batch
// per step). Loading of batches, loss, update and one validation of a batch after each 60 steps are in it.
// Arguments: [seconds=5] [rounds=5] [only=small|large] [backend=automatic|onednn|openblas|none] [noise=0]
// [dropout=0] [units=6,24,24,12,1] [batch=64]
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace netseam;

namespace {

constexpr std::size_t batches = 60;

struct Options {
  int count;
  char** words;
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const {
    for (int i = 1; i < count; ++i) {
      const std::string word = words[i];
      if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
    }
    return otherwise;
  }
  [[nodiscard]] double number(const std::string& name, const std::string& otherwise) const {
    return std::stod(text(name, otherwise));
  }
};

struct Task {
  mlp::Shape shape;
  std::size_t batch;
  std::vector<float> inputs, targets;
  [[nodiscard]] mlp::Examples examples(std::size_t rows) const {
    return {{inputs.data(), rows, shape.inputs()}, {targets.data(), rows, shape.outputs()}};
  }
};

/// Uniform inputs. One output: is their sum above its mean? More: the first largest of as many inputs.
Task made_task(const mlp::Shape& shape, std::size_t batch) {
  const std::size_t rows = batch * batches, width = shape.inputs(), outputs = shape.outputs();
  Task task{shape, batch, std::vector<float>(rows * width), std::vector<float>(rows * outputs)};
  core::RandomStream random(1, 0, core::Purpose::test);
  for (std::size_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < width; ++j) {
      task.inputs[i * width + j] = static_cast<float>(random.uniform());
      sum += static_cast<double>(task.inputs[i * width + j]);
    }
    const auto row = task.inputs.begin() + static_cast<std::ptrdiff_t>(i * width);
    const auto largest = std::max_element(row, row + static_cast<std::ptrdiff_t>(std::min(outputs, width)));
    if (outputs == 1)
      task.targets[i] = sum > static_cast<double>(width) / 2 ? 1.0F : 0.0F;
    else
      task.targets[i * outputs + static_cast<std::size_t>(largest - row)] = 1.0F;
  }
  return task;
}

std::string widths_of(const mlp::Shape& shape) {
  std::string text;
  for (const std::size_t units : shape.units) text += (text.empty() ? "" : ", ") + std::to_string(units);
  return text;
}

mlp::Mask made_mask(const mlp::Shape& shape) {
  mlp::Mask mask = mlp::full_mask(shape);
  core::RandomStream random(2, 0, core::Purpose::test);
  for (auto& layer : mask.kept)
    for (unsigned char& there : layer) there = random.uniform() < 0.7 ? 1 : 0;
  return mask;
}

void measure(const std::string& name, const Task& task, const Options& options,
             const linalg::DenseBackend* backend) {
  const mlp::Mask mask = made_mask(task.shape);
  core::RandomStream random(3, 0, core::Purpose::test);
  const mlp::Network start = mlp::initial_network(task.shape, random);
  mlp::TrainingOptions training;
  training.loss = task.shape.outputs() == 1 ? mlp::Loss::binary_cross_entropy : mlp::Loss::cross_entropy;
  training.batch = task.batch;
  training.epochs = std::numeric_limits<std::uint32_t>::max() / 4096;
  training.weight_decay = 1e-4;
  training.input_noise = options.number("noise", "0");
  training.dropout = options.number("dropout", "0");
  const auto rounds = static_cast<std::size_t>(options.number("rounds", "5"));
  const double seconds = options.number("seconds", "5") / static_cast<double>(rounds);

  std::vector<double> rates, cpu_rates, losses;
  using Clock = std::chrono::steady_clock;
  auto begin = Clock::now();
  std::clock_t cpu_begin = std::clock();
  std::size_t epochs = 0;
  const auto observe = [&](std::size_t epoch, const mlp::NetworkNow&, double loss, const mlp::Score&) {
    const double passed = std::chrono::duration<double>(Clock::now() - begin).count();
    ++epochs;
    const bool first = epoch == 0;  // takes memory and warms up; not measured
    if (!first && passed < seconds) return true;
    const auto steps = static_cast<double>(epochs * batches);
    if (!first) {
      rates.push_back(steps / passed);
      cpu_rates.push_back(steps * CLOCKS_PER_SEC / static_cast<double>(std::clock() - cpu_begin));
    }
    losses.push_back(loss);
    epochs = 0;
    begin = Clock::now();
    cpu_begin = std::clock();
    return rates.size() < rounds;
  };
  const auto trained = mlp::train(start, mask, task.examples(task.batch * batches), task.examples(task.batch),
                                  training, observe, backend);
  std::ranges::sort(rates);
  std::ranges::sort(cpu_rates);
  const double rate = rates[rates.size() / 2];
  const double flop = 6.0 * static_cast<double>(task.batch * task.shape.weights());
  fmt::print(
      R"({{"net": "{}", "widths": [{}], "batch": {}, "steps_per_s": {:.0f}, "low": {:.0f}, )"
      R"("high": {:.0f}, "steps_per_cpu_s": {:.0f}, "GFs": {:.1f}, "first_loss": {:.4g}, "last_loss": {:.4g}, )"
      R"("accuracy": {:.4f}, "products": "{}"}})"
      "\n",
      name, widths_of(task.shape), task.batch, rate, rates.front(), rates.back(),
      cpu_rates[cpu_rates.size() / 2], rate * flop * 1e-9, losses.front(), losses.back(),
      trained.score.accuracy, backend == nullptr ? "own" : backend->description());
}

std::unique_ptr<linalg::DenseBackend> chosen_backend(const std::string& name) {
  if (name == "none") return nullptr;
  if (name == "onednn") return linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  if (name == "openblas") return linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return linalg::make_cpu_backend(linalg::ProductLibrary::automatic);
}

std::vector<std::size_t> numbers(const std::string& text) {
  std::vector<std::size_t> values;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    values.push_back(std::stoul(text.substr(at, end - at)));
    at = end + 1;
  }
  return values;
}

}  // namespace

int main(int count, char** words) {
  const Options options{count, words};
  try {
    const auto backend = chosen_backend(options.text("backend", "automatic"));
    const std::string only = options.text("only", ""), units = options.text("units", "");
    const auto batch = static_cast<std::size_t>(options.number("batch", "64"));
    if (!units.empty()) {
      measure("given", made_task({numbers(units)}, batch), options, backend.get());
      return 0;
    }
    if (only != "large") measure("small", made_task({{6, 24, 24, 12, 1}}, 64), options, backend.get());
    if (only != "small")
      measure("large", made_task({{784, 256, 256, 256, 256, 10}}, 128), options, backend.get());
  } catch (const core::Error& error) {
    fmt::print(stderr, "train_speed: {}\n", error.what());
    return static_cast<int>(error.code());
  }
  return 0;
}
