#include "weight_input.hpp"

#include "batch_norm_folding.hpp"
#include "layer_units.hpp"
#include "network_topology.hpp"
#include "tensor_by_name.hpp"
#include "weight_reading.hpp"
#include "weight_shape.hpp"
#include "weight_tensors.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/layer_selection.hpp"
#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fnmatch.h>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

namespace netseam::pipeline {
namespace {

/// Whether each tensor is stored inputs x outputs.
std::vector<bool> transposed_tensors(const NeuronsConfig& config,
                                     std::span<const input::TensorInfo> tensors) {
  std::vector<bool> transposed(tensors.size());
  for (const std::string& pattern : config.transposed)
    for (const std::string& member : input::expand_ranges(pattern)) {
      bool found = false;
      for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
        const std::string& name = tensors[tensor].name;
        if (name != member && fnmatch(member.c_str(), name.c_str(), 0) != 0) continue;
        transposed[tensor] = true;
        found = true;
      }
      if (!found)
        throw core::InputError({file_of(tensors), fmt::format("neurons.transposed: \"{}\"", member),
                                "no tensor of that name", input::near_names(member, tensors)});
    }
  return transposed;
}

std::vector<WeightShape> shapes_of(const NeuronsConfig& config, std::span<const input::TensorInfo> tensors,
                                   const NetworkTopology& topology) {
  const auto transposed = transposed_tensors(config, tensors);
  std::vector<WeightShape> shape(tensors.size());
  for (const Connection& connection : topology.connection)
    shape[connection.tensor] =
        weight_shape(tensors[connection.tensor], config.kernel_layout, transposed[connection.tensor]);
  return shape;
}

/// Which layers neurons.inputs and neurons.outputs leave in the graph.
std::vector<bool> layers_in_graph(const NeuronsConfig& config, const NetworkTopology& topology) {
  std::vector<bool> led_to(topology.layer.size()), led_from(topology.layer.size());
  for (const Connection& connection : topology.connection) {
    led_to[connection.target] = true;
    for (const std::size_t source : connection.source) led_from[source] = true;
  }
  std::vector<bool> kept(topology.layer.size());
  for (std::size_t layer = 0; layer < kept.size(); ++layer)
    kept[layer] = (config.inputs || led_to[layer]) && (config.outputs || led_from[layer]);
  return kept;
}

/// "N of M tensors are not used: ..."; empty if all are.
std::string unused_note(const WeightTensors& files, const NetworkTopology& topology,
                        const BatchNormFactors& norms) {
  const auto tensors = files.tensors();
  std::vector<bool> used(tensors.size());
  for (const Connection& connection : topology.connection) used[connection.tensor] = true;
  for (const std::size_t tensor : norms.used) used[tensor] = true;
  constexpr std::size_t most_named = 5;
  std::size_t vectors = 0, others = 0, in_files = 0;
  std::string names;
  for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
    if (files.is_product(tensor)) continue;
    ++in_files;
    const auto product = files.product_of(tensor);
    if (used[tensor] || (product && used[*product])) continue;
    if (!joins_layers(tensors[tensor])) {
      ++vectors;
    } else if (++others <= most_named) {
      names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", tensors[tensor].name);
    }
  }
  if (vectors + others == 0) return {};
  std::string text = fmt::format("{} of {} tensors are not used: {} of one axis or none, such as biases",
                                 vectors + others, in_files, vectors);
  if (others > 0)
    text += fmt::format(", and {} of more: {}{}", others, names, others > most_named ? ", ..." : "");
  return text;
}

/// What the parts of this file find, on the way to a WeightInput.
struct FoundNetwork {
  NetworkTopology topology;
  std::vector<WeightShape> shape;  // of each tensor that it uses
  LayerUnits units;
  BatchNormFactors norms;
};

const char* name_of(KernelLayout layout) {
  return layout == KernelLayout::output_last ? "output-last" : "output-first";
}

/// Pairs of channels that all kernels join.
std::size_t channel_pairs(const NetworkTopology& topology, std::span<const WeightShape> shape) {
  std::size_t pairs = 0;
  for (const Connection& connection : topology.connection) {
    const WeightShape& kernels = shape[connection.tensor];
    if (kernels.kernel) pairs += kernels.outputs * kernels.inputs;
  }
  return pairs;
}

std::size_t neurons_of(const LayerUnits& units) {
  return std::accumulate(units.units.begin(), units.units.end(), std::size_t{0});
}

/// The sizes of the layers by the layout of the study. Kernels of either layout often fit a chain, so the
/// other one is tried too: where it alone fits the error says so, and where both do a kernel of more places
/// than channels is a doubt.
LayerUnits find_units(const NeuronsConfig& config, std::span<const input::TensorInfo> tensors,
                      const FoundNetwork& found, std::vector<std::string>& warning) {
  if (channel_pairs(found.topology, found.shape) == 0)
    return layer_units(found.topology, tensors, found.shape);
  NeuronsConfig turned = config;
  turned.kernel_layout = config.kernel_layout == KernelLayout::output_last ? KernelLayout::output_first
                                                                           : KernelLayout::output_last;
  const auto turned_shape = shapes_of(turned, tensors, found.topology);
  std::optional<LayerUnits> other;
  try {
    other = layer_units(found.topology, tensors, turned_shape);
  } catch (const core::Error&) {
    other.reset();
  }
  try {
    auto units = layer_units(found.topology, tensors, found.shape);
    if (other && channel_pairs(found.topology, turned_shape) > channel_pairs(found.topology, found.shape))
      warning.push_back(
          fmt::format("neurons.kernel-layout = {} gives {} neurons, and kernels of more places than "
                      "channels; with {} all shapes "
                      "meet too, and there are {} neurons: see how the kernels are stored",
                      name_of(config.kernel_layout), neurons_of(units), name_of(turned.kernel_layout),
                      neurons_of(*other)));
    return units;
  } catch (const core::InputError& error) {
    if (!other) throw;
    auto fault = error.fault();
    fault.expected +=
        fmt::format("; with neurons.kernel-layout = {} all shapes meet", name_of(turned.kernel_layout));
    throw core::InputError(fault);
  }
}

/// Layers and blocks that are in the graph, and where the weights of these blocks are.
graph::BlockRows lay_out(const NeuronsConfig& config, const std::shared_ptr<const WeightTensors>& files,
                         const FoundNetwork& found, WeightInput& result) {
  const auto kept = layers_in_graph(config, found.topology);
  std::vector<std::size_t> place(kept.size());
  for (std::size_t layer = 0; layer < kept.size(); ++layer) {
    if (!kept[layer]) continue;
    place[layer] = result.network.layer.size();
    result.network.layer.push_back({found.topology.layer[layer], found.units.units[layer]});
  }
  std::vector<BlockPlace> blocks;
  std::vector<TensorReading> readings;
  for (std::size_t c = 0; c < found.topology.connection.size(); ++c) {
    const Connection& connection = found.topology.connection[c];
    const ConnectionInputs& inputs = found.units.inputs[c];
    const auto norm = found.norms.factor.find(connection.tensor);
    readings.push_back({connection.tensor,
                        with_positions(found.shape[connection.tensor], inputs.positions,
                                       config.kernel_layout == KernelLayout::output_last),
                        norm == found.norms.factor.end() ? std::vector<float>{} : norm->second});
    for (std::size_t s = 0; s < connection.source.size(); ++s) {
      const std::size_t source = connection.source[s], target = connection.target;
      if (!kept[source] || !kept[target]) continue;
      blocks.push_back({c, inputs.first_unit[s], found.units.units[source]});
      const auto& tensor = files->tensors()[connection.tensor];
      result.network.block.push_back(
          {fmt::format("{}: tensor \"{}\"", tensor.file, tensor.name), place[source], place[target]});
      result.weights += found.units.units[source] * found.units.units[target];
    }
  }
  return weight_rows(files, std::move(blocks), std::move(readings), config.kernel_norm);
}

}  // namespace

std::vector<std::filesystem::path> weight_files(const Config& config, const WorkUnit& unit) {
  return input::expand_files(unit.source, config.input.weights);
}

WeightInput open_weights(const Config& config, const WorkUnit& unit) {
  const auto files = std::make_shared<const WeightTensors>(weight_files(config, unit));
  const auto tensors = files->tensors();
  FoundNetwork found;
  found.topology = network_topology(config.neurons, tensors);
  found.shape = shapes_of(config.neurons, tensors, found.topology);
  WeightInput result;
  for (const Connection& connection : found.topology.connection)
    if (auto text = files->caveat(connection.tensor); !text.empty())
      result.warning.push_back(std::move(text));
  found.units = find_units(config.neurons, tensors, found, result.warning);
  found.norms = read_batch_norms(config.neurons, *files, found.topology, found.shape);
  result.rows = lay_out(config.neurons, files, found, result);
  if (result.network.block.empty())
    throw core::ConfigError(
        "neurons.inputs, neurons.outputs: no weights are left between layers that are in the graph");
  result.note = std::move(found.units.note);
  if (auto unused = unused_note(*files, found.topology, found.norms); !unused.empty())
    result.note.push_back(std::move(unused));
  return result;
}

}  // namespace netseam::pipeline
