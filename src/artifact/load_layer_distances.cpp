#include "cross_datasets.hpp"
#include "layers_schema.hpp"
#include "load_numbers.hpp"
#include "load_pair_blocks.hpp"
#include "measure_datasets.hpp"
#include "pair_matrix.hpp"
#include "segmentation_datasets.hpp"
#include "target_datasets.hpp"
#include "text_lines.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::artifact {
namespace {

std::vector<std::size_t> read_sizes(const store::Hdf5Reader& file, const std::string& name,
                                    std::size_t count) {
  require_shape(file, name, {count});
  const auto values = file.read_integers(name);
  if (std::any_of(values.begin(), values.end(), [](std::int64_t value) { return value < 0; }))
    refuse_dataset(file, name, "a negative number", "numbers from 0");
  return {values.begin(), values.end()};
}

// an integer matrix of codes below `codes`
std::vector<double> read_codes(const store::Hdf5Reader& file, const std::string& name, std::size_t count,
                               std::size_t codes) {
  auto values = read_finite(file, name, {count, count});
  for (const double value : values)
    if (value < 0 || value >= static_cast<double>(codes) || value != std::floor(value))
      refuse_dataset(file, name, fmt::format("the code {}", value), fmt::format("0 to {}", codes - 1));
  return values;
}

// hands each pair's value of a symmetric matrix to `set`
template <class Set>
void spread(const store::Hdf5Reader& file, const std::string& name, const std::vector<double>& matrix,
            data::LayerDistances& layers, Set&& set) {
  const std::size_t count = layers.name.size();
  for (std::size_t layer = 0; layer < count; ++layer)
    if (matrix[layer * count + layer] != 0)
      refuse_dataset(file, name,
                     fmt::format("{} for layer {} and itself", matrix[layer * count + layer], layer), "0");
  for_each_pair(count, [&](std::size_t first, std::size_t second, std::size_t pair) {
    const double value = matrix[first * count + second];
    if (value != matrix[second * count + first] || value < 0)
      refuse_dataset(
          file, name,
          fmt::format("{} and {} for layers {} and {}", value, matrix[second * count + first], first, second),
          "a symmetric matrix that is not negative");
    set(layers.pair[pair], value);
  });
}

void read_layers(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  layers.name = file.read_strings("layers/name");
  const std::size_t count = layers.name.size();
  require_shape(file, "layers/name", {count});
  if (count == 0) refuse_dataset(file, "layers/name", "no layers", "at least one");
  layers.order = read_order(file, "layers");
  layers.points = read_sizes(file, "layers/points", count);
  layers.width = read_sizes(file, "layers/width", count);
  layers.sample = file.read_integers("samples/index");
}

void read_matrices(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  layers.scale = read_finite(file, "layers/scale", {count});
  layers.gw_note = lines_of(file.attribute_text("measures/gw", "notes").value_or(""));
  const std::string at = "measures/gw/";
  // first a matrix whose shape is checked: the number of names alone must not decide how much is allocated
  const auto loss = read_finite(file, at + "loss", {count, count});
  layers.pair.resize(data::pair_count(count));
  spread(file, at + "loss", loss, layers, [](auto& pair, double value) { pair.loss = value; });
  const auto real = [&](const std::string& name, double data::PairDistance::*field) {
    spread(file, at + name, read_finite(file, at + name, {count, count}), layers,
           [&](data::PairDistance& pair, double value) { pair.*field = value; });
  };
  real("lower_bound", &data::PairDistance::lower_bound);
  real("identity", &data::PairDistance::identity);
  real("gap", &data::PairDistance::gap);
  spread(file, at + "start", read_codes(file, at + "start", count, std::size(start_names)), layers,
         [](auto& pair, double code) { pair.start = static_cast<data::Start>(code); });
  spread(file, at + "status", read_codes(file, at + "status", count, std::size(status_names)), layers,
         [](auto& pair, double code) { pair.status = static_cast<data::SolveStatus>(code); });
  spread(file, at + "iterations", read_codes(file, at + "iterations", count, std::size_t{1} << 32), layers,
         [](auto& pair, double number) { pair.iterations = static_cast<std::uint32_t>(number); });
}

}  // namespace

LayersFile load_layer_distances(const std::filesystem::path& path, LayersPart part) {
  const store::Hdf5Reader file(path);
  require_schema(file, layers_schema, layers_schema_version, "layers");
  LayersFile loaded;
  read_layers(file, loaded.layers);
  loaded.layers.has_gw = file.exists("measures/gw");
  if (loaded.layers.has_gw) read_matrices(file, loaded.layers);
  read_measures(file, loaded.layers);
  read_profiles(file, loaded.layers);
  read_targets(file, loaded.layers);
  read_cross(file, part, loaded.layers);
  if (!loaded.layers.has_gw && loaded.layers.measure.empty())
    refuse_dataset(file, "measures", "no measure", "at least one");
  loaded.layers.segmentation = read_segmentation(file, "groups/segmentation", loaded.layers.name.size());
  loaded.layers.grouped = file.attribute_text("groups/segmentation", "measure").value_or("gw");
  read_clusterings(file, loaded.layers);
  if (part == LayersPart::all && loaded.layers.has_gw) {
    const auto pairs = pairs_to_load(loaded.layers);
    read_permutations(file, pairs);
    read_couplings(file, pairs);
    read_resampled(file, pairs);
  }
  for (const auto& [name, field] : convention_fields())
    loaded.convention.*field =
        file.attribute_text(loaded.layers.has_gw ? "measures/gw" : "measures", name).value_or("");
  loaded.provenance = store::read_provenance(file);
  return loaded;
}

}  // namespace netseam::artifact
