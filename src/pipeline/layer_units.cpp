#include "layer_units.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace netseam::pipeline {
namespace {

/// Units of a layer and the tensor that says so, by its outputs or its inputs.
struct KnownUnits {
  std::size_t units = 0, tensor = 0;
  bool by_outputs = true;
};

/// One network while the sizes of its layers are being found.
struct Sizes {
  const NetworkTopology& topology;
  std::span<const input::TensorInfo> tensors;
  std::span<const WeightShape> shape;
  std::vector<std::optional<KnownUnits>> layer;
  std::vector<bool> behind_convolution;  // of each layer: all tensors that lead to it are convolutions

  [[nodiscard]] std::string described(std::size_t tensor) const {
    return fmt::format("tensor \"{}\", {}", tensors[tensor].name, input::describe(tensors[tensor]));
  }
};

/// Whether the axes of a tensor are those of a depthwise convolution of so many channels, in either layout:
/// it joins every channel with itself only.
bool is_depthwise(const input::TensorInfo& tensor, std::size_t channels) {
  const auto& axes = tensor.shape;
  if (axes.size() < 3 || channels < 2) return false;
  const std::size_t last = axes.size() - 1;
  return (axes[0] == channels && axes[1] == 1) || (axes[last - 1] == channels && axes[last] == 1);
}

/// What may be meant where a tensor's inputs or outputs (`found`) are not the units that another one says.
std::string advice(const Sizes& sizes, std::size_t tensor, bool at_outputs, const KnownUnits& known) {
  const WeightShape &shape = sizes.shape[tensor], &other = sizes.shape[known.tensor];
  const std::size_t found = at_outputs ? shape.outputs : shape.inputs;
  const std::size_t swapped = at_outputs ? shape.inputs : shape.outputs;
  const std::size_t swapped_other = known.by_outputs ? other.inputs : other.outputs;
  const auto meant = [&](std::size_t which) {
    return fmt::format("; if \"{}\" is stored the other way round, see neurons.transposed{}",
                       sizes.tensors[which].name,
                       sizes.shape[which].kernel ? " and neurons.kernel-layout" : "");
  };
  for (const auto& [which, channels] : {std::pair{tensor, known.units}, {known.tensor, found}})
    if (is_depthwise(sizes.tensors[which], channels))
      return fmt::format(
          "; \"{}\" looks like a depthwise convolution, which joins every channel with itself only: leave it "
          "out, "
          "and the tensor behind it leads from the same channels",
          sizes.tensors[which].name);
  if (!at_outputs && shape.kernel && found < known.units && known.units % found == 0 &&
      shape.outputs % (known.units / found) == 0)
    return fmt::format("; it looks like a convolution of {} groups, which cannot be read",
                       known.units / found);
  if (swapped == known.units) return meant(tensor);
  if (swapped_other == found) return meant(known.tensor);
  return "";
}

[[noreturn]] void fail(const Sizes& sizes, std::size_t tensor, bool at_outputs, std::size_t layer) {
  const KnownUnits& known = *sizes.layer[layer];
  const WeightShape& shape = sizes.shape[tensor];
  throw core::InputError(
      {sizes.tensors[tensor].file, sizes.described(tensor),
       fmt::format("{} {}", at_outputs ? shape.outputs : shape.inputs, at_outputs ? "outputs" : "inputs"),
       fmt::format("{}, the units of layer \"{}\" by {}{}", known.units, sizes.topology.layer[layer],
                   sizes.described(known.tensor), advice(sizes, tensor, at_outputs, known))});
}

void take_outputs(Sizes& sizes) {
  for (const Connection& connection : sizes.topology.connection) {
    const WeightShape& shape = sizes.shape[connection.tensor];
    auto& known = sizes.layer[connection.target];
    if (known && known->units != shape.outputs) fail(sizes, connection.tensor, true, connection.target);
    sizes.behind_convolution[connection.target] =
        shape.kernel && (!known || sizes.behind_convolution[connection.target]);
    if (!known) known = KnownUnits{shape.outputs, connection.tensor, true};
  }
}

/// Layers that no weights lead to have the size that is left for them; whether any was found.
bool take_inputs(Sizes& sizes) {
  bool found = false;
  for (const Connection& connection : sizes.topology.connection) {
    std::size_t known = 0, unknown = 0;
    for (const std::size_t source : connection.source)
      sizes.layer[source] ? known += sizes.layer[source]->units : ++unknown;
    if (unknown == 0 || (connection.concatenated && unknown > 1)) continue;
    const std::size_t inputs = sizes.shape[connection.tensor].inputs;
    if (connection.concatenated && known >= inputs)
      throw core::InputError({sizes.tensors[connection.tensor].file, sizes.described(connection.tensor),
                              fmt::format("{} inputs", inputs),
                              fmt::format("more than the {} of its other sources", known)});
    for (const std::size_t source : connection.source)
      if (!sizes.layer[source])
        sizes.layer[source] =
            KnownUnits{connection.concatenated ? inputs - known : inputs, connection.tensor, false};
    found = true;
  }
  return found;
}

void check_all_known(const Sizes& sizes) {
  for (std::size_t layer = 0; layer < sizes.layer.size(); ++layer)
    if (!sizes.layer[layer])
      throw core::ConfigError(fmt::format(
          "neurons.edges: the number of units of layer \"{}\" does not follow from any tensor; its "
          "weights are concatenated with those of another layer that none leads to",
          sizes.topology.layer[layer]));
}

/// Inputs for each unit of the sources, if the tensor is dense, they are convolutions and it comes out even.
std::size_t positions(const Sizes& sizes, const Connection& connection, std::size_t units) {
  const WeightShape& shape = sizes.shape[connection.tensor];
  const bool flattened = !shape.kernel && units < shape.inputs && shape.inputs % units == 0 &&
                         std::all_of(connection.source.begin(), connection.source.end(),
                                     [&](std::size_t source) { return sizes.behind_convolution[source]; });
  return flattened ? shape.inputs / units : 1;
}

ConnectionInputs meet_sources(const Sizes& sizes, const Connection& connection) {
  const auto units_of = [&](std::size_t source) { return sizes.layer[source]->units; };
  std::size_t units = units_of(connection.source.front());
  ConnectionInputs inputs;
  if (connection.concatenated) {
    units = 0;
    for (const std::size_t source : connection.source) {
      inputs.first_unit.push_back(units);
      units += units_of(source);
    }
  } else {
    inputs.first_unit.assign(connection.source.size(), 0);
  }
  inputs.positions = positions(sizes, connection, units);
  const WeightShape& shape = sizes.shape[connection.tensor];
  if (connection.concatenated && connection.source.size() > 1) {
    if (units * inputs.positions != shape.inputs)
      throw core::InputError(
          {sizes.tensors[connection.tensor].file, sizes.described(connection.tensor),
           fmt::format("{} inputs", shape.inputs),
           fmt::format("{}, the units of its {} sources together", units, connection.source.size())});
    return inputs;
  }
  for (const std::size_t source : connection.source)
    if (units_of(source) * inputs.positions != shape.inputs) fail(sizes, connection.tensor, false, source);
  return inputs;
}

}  // namespace

LayerUnits layer_units(const NetworkTopology& topology, std::span<const input::TensorInfo> tensors,
                       std::span<const WeightShape> shape) {
  Sizes sizes{topology, tensors, shape, std::vector<std::optional<KnownUnits>>(topology.layer.size()),
              std::vector<bool>(topology.layer.size())};
  take_outputs(sizes);
  while (take_inputs(sizes)) {
  }
  check_all_known(sizes);
  LayerUnits result;
  for (const auto& known : sizes.layer) result.units.push_back(known->units);
  for (const Connection& connection : topology.connection) {
    result.inputs.push_back(meet_sources(sizes, connection));
    const std::size_t each = result.inputs.back().positions;
    if (each > 1)
      result.note.push_back(fmt::format(
          "tensor \"{}\" has {} inputs for each channel of \"{}\": their norm is the weight, as of a kernel",
          tensors[connection.tensor].name, each, topology.layer[connection.source.front()]));
  }
  return result;
}

}  // namespace netseam::pipeline
