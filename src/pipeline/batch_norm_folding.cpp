#include "batch_norm_folding.hpp"

#include "name_pattern.hpp"
#include "tensor_by_name.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace netseam::pipeline {
namespace {

struct VectorNames {
  const char *gamma, *variance;
};
constexpr std::array<VectorNames, 3> known_names{
    {{".weight", ".running_var"}, {"/gamma", "/moving_variance"}, {"/gamma:0", "/moving_variance:0"}}};

/// One normalisation: its vectors among the tensors.
struct Vectors {
  std::optional<std::size_t> gamma;
  std::size_t variance = 0;
};

Vectors find_vectors(std::span<const input::TensorInfo> tensors, const std::string& prefix,
                     const std::string& place) {
  for (const VectorNames& names : known_names)
    if (const auto variance = tensor_named(tensors, prefix + names.variance))
      return {tensor_named(tensors, prefix + names.gamma), *variance};
  return {std::nullopt, find_tensor(tensors, prefix + known_names.front().variance, place)};
}

std::vector<float> read_vector(const WeightTensors& files, std::size_t tensor, std::size_t outputs,
                               const std::string& of) {
  const input::TensorInfo& info = files.tensors()[tensor];
  if (info.shape != std::vector{outputs})
    throw core::InputError({info.file, fmt::format("tensor \"{}\"", info.name), input::describe(info),
                            fmt::format("({},), one number for each output of \"{}\"", outputs, of)});
  return files.read_all(tensor);
}

bool is_used(const NetworkTopology& topology, std::size_t tensor) {
  return std::any_of(topology.connection.begin(), topology.connection.end(),
                     [tensor](const Connection& connection) { return connection.tensor == tensor; });
}

}  // namespace

BatchNormFactors read_batch_norms(const NeuronsConfig& config, const WeightTensors& files,
                                  const NetworkTopology& topology, std::span<const WeightShape> shape) {
  const auto tensors = files.tensors();
  BatchNormFactors result;
  for (const std::string& item : config.batch_norm) {
    const std::string place = fmt::format("neurons.batch-norm: \"{}\"", item);
    const auto [pattern, prefix] = split_at_colon(item, place);
    for (const auto& names : expand_names(std::array{pattern, prefix}, tensors, place)) {
      const std::size_t tensor = find_tensor(tensors, names[0], place);
      if (!is_used(topology, tensor))
        throw core::ConfigError(fmt::format(
            "{}: tensor \"{}\" joins no layers of neurons.chain or neurons.edges", place, names[0]));
      if (result.factor.contains(tensor))
        throw core::ConfigError(
            fmt::format("{}: tensor \"{}\" has a normalisation already", place, names[0]));
      const Vectors vectors = find_vectors(tensors, names[1], place);
      const std::size_t outputs = shape[tensor].outputs;
      const auto variance = read_vector(files, vectors.variance, outputs, names[0]);
      std::vector<float> gamma(outputs, 1.0F);
      if (vectors.gamma) gamma = read_vector(files, *vectors.gamma, outputs, names[0]);
      result.factor[tensor] =
          graph::batch_norm_factor(fmt::format("{}: \"{}\"", tensors[vectors.variance].file, names[1]), gamma,
                                   variance, config.batch_norm_epsilon, config.batch_norm_sign);
      result.used.push_back(vectors.variance);
      if (vectors.gamma) result.used.push_back(*vectors.gamma);
    }
  }
  return result;
}

}  // namespace netseam::pipeline
