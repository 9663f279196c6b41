#include "netseam/input/activation_reader.hpp"

#include "layer_rule.hpp"
#include "readable_tensor.hpp"
#include "refuse.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/layer_selection.hpp"
#include "netseam/input/tensor_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace netseam::input {
namespace {

struct Layer {
  std::size_t tensor = 0;  // which of the set
  LayerRule rule;
};

std::string place_of(const TensorInfo& tensor) { return fmt::format("layer \"{}\"", tensor.name); }

void check_tensor(const TensorInfo& tensor) {
  check_readable(tensor);
  if (tensor.shape.empty())
    refuse(tensor.file, place_of(tensor), "a single number", "an array (samples, ...)");
  if (std::find(tensor.shape.begin(), tensor.shape.end(), std::size_t{0}) != tensor.shape.end()) {
    refuse(tensor.file, place_of(tensor), "an empty array, " + describe(tensor),
           "at least one number for a sample");
  }
}

void check_counts(const TensorInfo& tensor, const TensorInfo& first) {
  if (tensor.shape[0] != first.shape[0]) {
    refuse(tensor.file, place_of(tensor), fmt::format("{} samples", tensor.shape[0]),
           fmt::format("{}, as in layer \"{}\" of {}", first.shape[0], first.name, first.file));
  }
  if (tensor.shape[0] < 2) {
    refuse(tensor.file, place_of(tensor), "1 sample",
           "at least 2, since distances between samples are compared");
  }
}

void check_finite(const data::LayerActivations& layer, const TensorInfo& tensor, const LayerRule& rule,
                  std::span<const std::size_t> rows) {
  const auto finite = [](float value) { return std::isfinite(value); };
  const auto bad = std::find_if_not(layer.values.begin(), layer.values.end(), finite);
  if (bad == layer.values.end()) return;
  const auto index = static_cast<std::size_t>(bad - layer.values.begin());
  const std::size_t point = index / layer.width;
  std::size_t column = index % layer.width;
  if (rule.kind == LayerRule::Kind::distances) column = rows[column];
  std::string place = fmt::format("{}, row {}, column {}", place_of(tensor),
                                  rows[static_cast<std::size_t>(layer.sample_of_row[point])], column);
  if (rule.points_per_sample > 1)
    place += fmt::format(", pixel {}", rule.pixel(point % rule.points_per_sample));
  const bool wide = tensor.type == ElementType::f64;
  refuse(tensor.file, place,
         std::isnan(*bad) ? "NaN"
         : *bad > 0       ? "Inf"
                          : "-Inf",
         wide ? "finite numbers within the range of float32" : "finite numbers");
}

template <class T>
void keep_only(const std::vector<bool>& kept, std::vector<T>& values) {
  std::size_t at = 0;
  std::erase_if(values, [&](const T&) { return !kept[at++]; });
}

bool is_floating(const TensorInfo& tensor) {
  switch (tensor.type) {
    case ElementType::f16:
    case ElementType::bf16:
    case ElementType::f32:
    case ElementType::f64:
      return true;
    default:
      return false;
  }
}

/// Which tensors are layers where the study names none: those of a stored order; else floating-point numbers.
/// A damaged one counts, so that it is not passed over.
std::vector<bool> likely_layers(std::span<const TensorInfo> tensors, const TensorOrder& order) {
  const auto is_array = [](const TensorInfo& tensor) {
    return tensor.type != ElementType::unsupported && !tensor.shape.empty();
  };
  const bool any_floating = std::any_of(tensors.begin(), tensors.end(), [&](const TensorInfo& tensor) {
    return is_array(tensor) && is_floating(tensor);
  });
  std::vector<bool> likely;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const bool stored = order.inside[order.part[i]] == data::OrderSource::stored;
    const bool counts =
        tensors[i].fault || (is_array(tensors[i]) && (is_floating(tensors[i]) || !any_floating));
    likely.push_back(i < order.layers && (stored || counts));
  }
  return likely;
}

/// The tensors that no stored order names, for the screen; empty if there are none.
std::string unnamed_text(std::span<const TensorInfo> tensors, const TensorOrder& order) {
  if (order.layers == tensors.size()) return {};
  std::string names;
  for (std::size_t i = order.layers; i < tensors.size(); ++i)
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", tensors[i].name);
  return fmt::format(
      "{}: no layers, since the stored order does not name them: {}; who wants them as layers names them",
      tensors[order.layers].file, names);
}

/// Those that are no floating-point numbers, for the screen; empty if there are none.
std::string passed_over(std::span<const TensorInfo> tensors, const std::vector<bool>& likely) {
  constexpr std::size_t most_named = 5;
  std::string names, file;
  std::size_t count = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (!likely[i] && ++count == 1) file = tensors[i].file;
  std::size_t named = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (!likely[i] && ++named <= most_named)
      names += fmt::format("{}\"{}\" {}", names.empty() ? "" : ", ", tensors[i].name, describe(tensors[i]));
  if (count == 0) return {};
  if (count > most_named) names += fmt::format(", ... ({} in all)", count);
  return fmt::format(
      "{}: no layers, since they are no arrays of floating-point numbers: {}; who wants them as layers names "
      "them",
      file, names);
}

}  // namespace

struct ActivationReader::State {
  TensorSet set;
  std::vector<Layer> layers;
  std::vector<std::string> notes;
  data::OrderSource order = data::OrderSource::selected;

  [[nodiscard]] const TensorInfo& info(const Layer& layer) const { return set.tensors()[layer.tensor]; }
};

ActivationReader::ActivationReader(const std::vector<std::filesystem::path>& files,
                                   std::span<const std::string> patterns, const ReadOptions& options)
    : state_(new State{TensorSet(files, OrderFile::read), {}, {}, {}}) {
  std::vector<TensorInfo> tensors = state_->set.tensors();
  TensorOrder order = state_->set.order();
  std::vector<std::size_t> places(tensors.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  if (patterns.empty()) {
    state_->notes = state_->set.notes();
    auto likely = likely_layers(tensors, order);
    // where none is, the error says why
    if (std::find(likely.begin(), likely.end(), true) == likely.end()) likely.assign(tensors.size(), true);
    for (auto& text :
         {unnamed_text(tensors, order), passed_over(std::span(tensors).first(order.layers), likely)})
      if (!text.empty()) state_->notes.push_back(text);
    order.layers = static_cast<std::size_t>(std::count(likely.begin(), likely.end(), true));
    keep_only(likely, tensors);
    keep_only(likely, places);
    keep_only(likely, order.part);
  }
  if (tensors.empty()) {
    refuse(files.empty() ? "activations" : files.front().string(), "",
           state_->notes.empty() ? "no tensor" : "no tensor; " + state_->notes.back(),
           "one array for each layer");
  }
  const auto selection = select_layers(tensors, order, patterns);
  state_->order = selection.order;
  std::map<std::string, std::string> file_of_name;
  for (const std::size_t selected : selection.tensor) {
    const TensorInfo& tensor = tensors[selected];
    const auto [known, is_new] = file_of_name.emplace(tensor.name, tensor.file);
    if (!is_new) {
      refuse(tensor.file, place_of(tensor), fmt::format("the same name as in {}", known->second),
             "each layer once");
    }
    check_tensor(tensor);
    state_->set.read_rows(places[selected], {}, {});  // refuses a size that the file cannot hold
    state_->layers.push_back({places[selected], rule_of(tensor, options)});
    check_counts(tensor, state_->info(state_->layers.front()));
  }
}

ActivationReader::~ActivationReader() = default;
ActivationReader::ActivationReader(ActivationReader&&) noexcept = default;
ActivationReader& ActivationReader::operator=(ActivationReader&&) noexcept = default;

std::size_t ActivationReader::layers() const noexcept { return state_->layers.size(); }

std::size_t ActivationReader::samples() const noexcept {
  return state_->info(state_->layers.front()).shape[0];
}

const std::vector<std::string>& ActivationReader::notes() const noexcept { return state_->notes; }

const TensorInfo& ActivationReader::tensor(std::size_t layer) const {
  return state_->info(state_->layers.at(layer));
}

data::OrderSource ActivationReader::order() const noexcept { return state_->order; }

std::vector<data::LayerShape> ActivationReader::shapes(std::size_t chosen_samples) const {
  std::vector<data::LayerShape> shapes;
  for (const Layer& layer : state_->layers) {
    const bool square = layer.rule.kind == LayerRule::Kind::distances;
    shapes.push_back({state_->info(layer).name, chosen_samples * layer.rule.points_per_sample,
                      square ? chosen_samples : layer.rule.width});
  }
  return shapes;
}

data::LayerActivations ActivationReader::read(std::size_t layer, std::span<const std::size_t> rows) const {
  const Layer& place = state_->layers.at(layer);
  const LayerRule& rule = place.rule;
  const TensorInfo& info = state_->info(place);

  data::LayerActivations result;
  result.name = info.name;
  result.file = info.file;
  result.width = rule.kind == LayerRule::Kind::distances ? rows.size() : rule.width;
  const std::size_t points = rule.points_per_sample;
  result.sample_of_row.resize(rows.size() * points);
  for (std::size_t i = 0; i < result.sample_of_row.size(); ++i) {
    result.sample_of_row[i] = static_cast<std::int64_t>(i / points);
  }
  result.values.resize(result.sample_of_row.size() * result.width);
  if (rule.kind == LayerRule::Kind::as_stored) {
    state_->set.read_rows(place.tensor, rows, result.values);
  } else {
    const std::size_t stored_width = row_width(info), batch = rows_at_once(info, rows.size());
    std::vector<float> stored(std::min(batch, rows.size()) * stored_width);
    const std::span<float> values(result.values);
    const std::size_t row_size = points * result.width;
    for (std::size_t i = 0; i < rows.size(); i += batch) {
      const std::size_t count = std::min(batch, rows.size() - i);
      const std::span<float> block(stored.data(), count * stored_width);
      state_->set.read_rows(place.tensor, rows.subspan(i, count), block);
      for (std::size_t k = 0; k < count; ++k) {
        apply_rule(rule, rows, block.subspan(k * stored_width, stored_width),
                   values.subspan((i + k) * row_size, row_size));
      }
    }
  }
  check_finite(result, info, rule, rows);
  return result;
}

std::size_t ActivationReader::scratch_bytes(std::size_t layer) const {
  const Layer& place = state_->layers.at(layer);
  const TensorInfo& info = state_->info(place);
  std::size_t bytes = state_->set.scratch_bytes(place.tensor);
  if (place.rule.kind != LayerRule::Kind::as_stored) {
    bytes += rows_at_once(info, info.shape[0]) * row_width(info) * sizeof(float);
    bytes += place.rule.width * sizeof(double);
  }
  return bytes;
}

}  // namespace netseam::input
