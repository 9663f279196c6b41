#include "network_input.hpp"

#include "tensor_by_name.hpp"
#include "weight_tensors.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/layer_selection.hpp"
#include "netseam/input/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fnmatch.h>
#include <limits>
#include <memory>
#include <utility>

namespace netseam::pipeline {
namespace {

using Path = std::filesystem::path;

bool holds_lines(const Path& file) { return file.extension() == ".jsonl" || file.extension() == ".json"; }

/// The tensors of a network, position by position.
struct Chain {
  std::vector<std::size_t> tensor;
  data::OrderSource order = data::OrderSource::selected;
};

/// Adds what is chosen, ascending positions, in its order.
void add_chosen(std::vector<std::size_t> chosen, const WeightTensors& files, Chain& chain) {
  if (chosen.size() > 1)
    chain.order = std::max(chain.order, input::put_in_order(files.tensors(), files.order(), chosen));
  chain.tensor.insert(chain.tensor.end(), chosen.begin(), chosen.end());
}

/// The tensors that an entry of hierarchy.chain stands for: any of that name, or layers that a glob matches.
std::vector<std::size_t> matches(const std::string& pattern, const WeightTensors& files) {
  const auto tensors = files.tensors();
  std::vector<std::size_t> found;
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const bool layer = t < files.order().layers;
    if (tensors[t].name == pattern || (layer && fnmatch(pattern.c_str(), tensors[t].name.c_str(), 0) == 0))
      found.push_back(t);
  }
  if (found.empty())
    throw core::InputError({file_of(tensors), fmt::format("hierarchy.chain: \"{}\"", pattern),
                            "no tensor of that name", input::near_names(pattern, tensors)});
  return found;
}

/// Those that hierarchy.chain names, in its order; without a chain all weights.
Chain chain_of(const HierarchyConfig& config, const WeightTensors& files) {
  const auto tensors = files.tensors();
  Chain chain;
  for (const std::string& entry : config.chain)
    for (const std::string& pattern : input::expand_ranges(entry))
      add_chosen(matches(pattern, files), files, chain);
  if (config.chain.empty()) {
    std::vector<std::size_t> weights;
    for (std::size_t t = 0; t < files.order().layers; ++t)
      if (tensors[t].fault || (tensors[t].shape.size() == 2 && !files.product_of(t))) weights.push_back(t);
    add_chosen(std::move(weights), files, chain);
  }
  if (chain.tensor.empty())
    throw core::InputError(
        {file_of(tensors), "tensors", "none with two axes", "weights or masks, outputs x inputs"});
  for (const std::size_t t : chain.tensor) {
    input::check_readable(tensors[t]);
    if (const auto text = files.caveat(t); !text.empty())
      throw core::InputError({tensors[t].file, fmt::format("\"{}\"", tensors[t].name), text,
                              "weights or masks in hierarchy.chain"});
  }
  return chain;
}

/// Units of every layer, from shapes that must meet.
std::vector<std::size_t> units_of(const HierarchyConfig& config, std::span<const input::TensorInfo> tensors,
                                  const std::vector<std::size_t>& chain) {
  std::vector<std::size_t> units;
  std::string before;
  for (const std::size_t t : chain) {
    const input::TensorInfo& tensor = tensors[t];
    if (tensor.shape.size() != 2)
      throw core::InputError({tensor.file, fmt::format("\"{}\"", tensor.name),
                              fmt::format("shape {}", fmt::join(tensor.shape, " x ")),
                              "two axes, outputs x inputs"});
    const std::size_t outputs = tensor.shape[config.transposed ? 1 : 0],
                      inputs = tensor.shape[config.transposed ? 0 : 1];
    if (units.empty()) units.push_back(inputs);
    if (units.back() != inputs)
      throw core::InputError({tensor.file, fmt::format("\"{}\"", tensor.name),
                              fmt::format("{} inputs", inputs),
                              fmt::format("{}, the outputs of \"{}\"", units.back(), before)});
    units.push_back(outputs);
    before = tensor.name;
    if (std::max(inputs, outputs) > std::numeric_limits<std::uint32_t>::max())
      throw core::InputError(
          {tensor.file, fmt::format("\"{}\"", tensor.name), "too many units", "fewer than 2^32"});
  }
  return units;
}

/// Edges of one tensor; a weight that is no number is a fault.
std::vector<data::LayerEdge> edges_of(const HierarchyConfig& config, const WeightTensors& files,
                                      std::size_t t) {
  const input::TensorInfo& tensor = files.tensors()[t];
  const std::size_t rows = tensor.shape[0], columns = tensor.shape[1];
  std::vector<float> row(columns);
  std::vector<data::LayerEdge> edges;
  for (std::size_t r = 0; r < rows; ++r) {
    files.read_rows(t, r, 1, row);
    for (std::size_t c = 0; c < columns; ++c) {
      if (!std::isfinite(row[c]))
        throw core::InputError({tensor.file, fmt::format("\"{}\", row {}, column {}", tensor.name, r, c),
                                fmt::format("{}", row[c]), "a finite number"});
      if (!(std::abs(row[c]) > config.magnitude)) continue;
      const auto first = static_cast<std::uint32_t>(r), second = static_cast<std::uint32_t>(c);
      edges.push_back(config.transposed ? data::LayerEdge{first, second, row[c]}
                                        : data::LayerEdge{second, first, row[c]});
    }
  }
  return edges;
}

NamedOrder named_order(const Chain& chain, const WeightTensors& files) {
  NamedOrder order{chain.order, {}};
  for (const std::size_t t : chain.tensor) order.name.push_back(files.tensors()[t].name);
  return order;
}

input::ReadNetwork read_tensors(const HierarchyConfig& config, const Path& file, const std::string& name) {
  input::ReadNetwork result;
  result.network.name = name;
  try {
    const WeightTensors tensors({file});
    const auto chain = chain_of(config, tensors);
    if (chain.order == data::OrderSource::guessed)
      result.network.order_warning =
          artifact::order_warning(named_order(chain, tensors).name, "[hierarchy]", "chain");
    result.network.units = units_of(config, tensors.tensors(), chain.tensor);
    for (const std::size_t t : chain.tensor) result.network.edge.push_back(edges_of(config, tensors, t));
  } catch (const core::InputError& error) {
    result.fault = error.fault();
  }
  return result;
}

}  // namespace

std::vector<Path> network_files(const Config& config, const WorkUnit& unit) {
  return input::expand_files(unit.source, config.input.networks);
}

NetworkInput open_networks(const Config& config, const WorkUnit& unit) {
  struct Place {
    Path file;
    input::TextLine line;  // number 0: the whole file
  };
  auto places = std::make_shared<std::vector<Place>>();
  const std::vector<Path> files = network_files(config, unit);
  for (const Path& file : files) {
    if (!holds_lines(file)) {
      places->push_back({file, {}});
      continue;
    }
    for (auto& line : input::read_text_lines(file)) places->push_back({file, std::move(line)});
  }
  const bool several = files.size() > 1;
  const auto read = [places, several, given = config.hierarchy](std::size_t which) {
    const Place& place = (*places)[which];
    const std::string file_name = checkpoint_name(place.file);
    if (place.line.number == 0) return read_tensors(given, place.file, file_name);
    auto parsed = input::parse_network_line(place.line.text, place.file.string(), place.line.number);
    if (several) parsed.network.name = file_name + " " + parsed.network.name;
    return parsed;
  };
  const auto order = [places, given = config.hierarchy](std::size_t which) -> std::optional<NamedOrder> {
    const Place& place = (*places)[which];
    if (place.line.number != 0) return std::nullopt;
    try {
      const WeightTensors tensors({place.file});
      return named_order(chain_of(given, tensors), tensors);
    } catch (const core::InputError&) {
      return std::nullopt;  // reading it will say why
    }
  };
  return {places->size(), read, order};
}

}  // namespace netseam::pipeline
