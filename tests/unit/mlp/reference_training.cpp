#include "reference_training.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::test {

mlp::Examples MadeTask::examples() const {
  return {{inputs.data(), rows, network.shape.inputs()}, {targets.data(), rows, network.shape.outputs()}};
}

MadeTask made_task(const mlp::Shape& shape, std::size_t rows, mlp::Loss loss, std::uint64_t unit) {
  core::RandomStream random(11, unit, core::Purpose::test);
  MadeTask task{std::vector<float>(rows * shape.inputs()), std::vector<float>(rows * shape.outputs()), rows,
                mlp::initial_network(shape, random)};
  for (std::size_t l = 0; l < shape.layers(); ++l)
    for (float& bias : task.network.biases(l)) bias = static_cast<float>(0.1 * random.normal());
  for (float& value : task.inputs) value = static_cast<float>(random.normal());
  for (std::size_t r = 0; r < rows; ++r) {
    const auto target = std::span(task.targets).subspan(r * shape.outputs(), shape.outputs());
    if (loss == mlp::Loss::cross_entropy)
      target[random.below(shape.outputs())] = 1;
    else
      for (float& value : target)
        value = static_cast<float>(loss == mlp::Loss::squared_error ? random.normal()
                                                                    : std::round(random.uniform()));
  }
  return task;
}

mlp::Mask made_mask(const mlp::Shape& shape, double share, std::uint64_t unit) {
  core::RandomStream random(12, unit, core::Purpose::test);
  mlp::Mask mask = mlp::full_mask(shape);
  for (std::size_t l = 0; l < shape.layers(); ++l)
    for (std::size_t i = 0; i < mask.kept[l].size(); ++i)
      mask.kept[l][i] = random.uniform() < share && (i >= shape.units[l] || shape.units[l + 1] == 1) ? 1 : 0;
  return mask;
}

std::vector<double> as_doubles(std::span<const float> values) {
  std::vector<double> result;
  for (const float value : values) result.push_back(static_cast<double>(value));
  return result;
}

std::vector<std::vector<double>> reference_units(const mlp::Shape& shape, std::span<const double> parameter,
                                                 std::span<const float> input) {
  std::vector<std::vector<double>> units{as_doubles(input)};
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    std::vector<double> next;
    for (std::size_t j = 0; j < shape.units[l + 1]; ++j) {
      double sum = parameter[shape.first_bias(l) + j];
      for (std::size_t i = 0; i < shape.units[l]; ++i)
        sum += parameter[shape.first_weight(l) + j * shape.units[l] + i] * units[l][i];
      next.push_back(l + 1 < shape.layers() ? std::max(sum, 0.0) : sum);
    }
    units.push_back(std::move(next));
  }
  return units;
}

double sample_loss(std::span<const double> outputs, std::span<const float> targets, mlp::Loss loss) {
  double sum = 0, powers = 0, target_sum = 0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const double z = outputs[k], t = static_cast<double>(targets[k]);
    if (loss == mlp::Loss::squared_error) sum += (z - t) * (z - t);
    if (loss == mlp::Loss::binary_cross_entropy) {
      const double p = 1 / (1 + std::exp(-z));
      sum -= t * std::log(p) + (1 - t) * std::log1p(-p);
    }
    if (loss == mlp::Loss::cross_entropy) {
      powers += std::exp(z);
      sum -= t * z;
      target_sum += t;
    }
  }
  if (loss == mlp::Loss::cross_entropy) return sum + target_sum * std::log(powers);
  return sum / static_cast<double>(outputs.size());
}

double reference_loss(const mlp::Shape& shape, std::span<const double> parameter,
                      const mlp::Examples& examples, std::span<const std::uint32_t> rows, mlp::Loss loss) {
  double sum = 0;
  for (const std::uint32_t row : rows)
    sum += sample_loss(reference_units(shape, parameter, examples.inputs.row(row)).back(),
                       examples.targets.row(row), loss);
  return sum / static_cast<double>(rows.size());
}

namespace {

/// Derivative of sample_loss by the outputs.
std::vector<double> output_slope(std::span<const double> outputs, std::span<const float> targets,
                                 mlp::Loss loss) {
  double powers = 0;
  for (const double z : outputs) powers += std::exp(z);
  std::vector<double> slope;
  const double share = 1 / static_cast<double>(outputs.size());
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const double z = outputs[k], t = static_cast<double>(targets[k]);
    if (loss == mlp::Loss::squared_error) slope.push_back(2 * (z - t) * share);
    if (loss == mlp::Loss::binary_cross_entropy) slope.push_back((1 / (1 + std::exp(-z)) - t) * share);
    if (loss == mlp::Loss::cross_entropy) slope.push_back(std::exp(z) / powers - t);
  }
  return slope;
}

}  // namespace

std::vector<double> reference_gradient(const mlp::Shape& shape, std::span<const double> parameter,
                                       const mlp::Examples& examples, std::span<const std::uint32_t> rows,
                                       mlp::Loss loss) {
  std::vector<double> gradient(parameter.size());
  const double share = 1 / static_cast<double>(rows.size());
  for (const std::uint32_t row : rows) {
    const auto units = reference_units(shape, parameter, examples.inputs.row(row));
    auto slope = output_slope(units.back(), examples.targets.row(row), loss);
    for (std::size_t l = shape.layers(); l-- > 0;) {
      std::vector<double> before(shape.units[l]);
      for (std::size_t j = 0; j < slope.size(); ++j) {
        gradient[shape.first_bias(l) + j] += share * slope[j];
        for (std::size_t i = 0; i < before.size(); ++i) {
          const std::size_t at = shape.first_weight(l) + j * before.size() + i;
          gradient[at] += share * slope[j] * units[l][i];
          before[i] += units[l][i] > 0 ? parameter[at] * slope[j] : 0;
        }
      }
      slope = std::move(before);
    }
  }
  return gradient;
}

void ReferenceAdam::step(const mlp::TrainingOptions& options, std::span<const double> gradient,
                         const std::vector<bool>& kept, const std::vector<bool>& is_weight) {
  ++steps;
  const double first_bias = 1 - std::pow(options.first_decay, static_cast<double>(steps));
  const double second_bias = 1 - std::pow(options.second_decay, static_cast<double>(steps));
  first.resize(parameter.size());
  second.resize(parameter.size());
  for (std::size_t i = 0; i < parameter.size(); ++i) {
    if (!kept[i]) continue;
    const double sign = parameter[i] > 0 ? 1 : (parameter[i] < 0 ? -1 : 0);
    const double g =
        gradient[i] + options.weight_decay * parameter[i] + (is_weight[i] ? options.l1 * sign : 0);
    first[i] = options.first_decay * first[i] + (1 - options.first_decay) * g;
    second[i] = options.second_decay * second[i] + (1 - options.second_decay) * g * g;
    parameter[i] -= options.learning_rate * (first[i] / first_bias) /
                    (std::sqrt(second[i] / second_bias) + options.epsilon);
  }
}

std::vector<bool> kept_of(const mlp::Mask& mask) {
  std::vector<bool> kept;
  for (std::size_t l = 0; l < mask.shape.layers(); ++l) {
    const std::size_t inputs = mask.shape.units[l];
    for (const unsigned char there : mask.kept[l]) kept.push_back(there != 0);
    for (std::size_t j = 0; j < mask.shape.units[l + 1]; ++j) {
      bool any = false;
      for (std::size_t i = 0; i < inputs; ++i) any = any || mask.kept[l][j * inputs + i] != 0;
      kept.push_back(any);
    }
  }
  return kept;
}

std::vector<bool> weights_of(const mlp::Shape& shape) {
  std::vector<bool> weight(shape.parameters());
  for (std::size_t l = 0; l < shape.layers(); ++l)
    for (std::size_t i = shape.first_weight(l); i < shape.first_bias(l); ++i) weight[i] = true;
  return weight;
}

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

}  // namespace netseam::test
