#include "cross_datasets.hpp"

#include "layers_schema.hpp"
#include "load_numbers.hpp"
#include "load_pair_blocks.hpp"
#include "object_attributes.hpp"
#include "save_pair_blocks.hpp"
#include "text_lines.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;
constexpr std::string_view network_kinds[] = {"network", "checkpoint"};

/// A dataset of numbers of a measure.
struct Field {
  const char* name;
  const char* description;
  std::vector<double> data::CrossMeasure::*values;
};
constexpr Field matrix_fields[] = {
    {"value", "the measure of a layer here (row) and one there (column)", &data::CrossMeasure::value},
    {"distance", "the value as a distance", &data::CrossMeasure::distance}};
constexpr Field gw_fields[] = {
    {"lower_bound", "no coupling has a smaller loss than this", &data::CrossMeasure::lower_bound},
    {"identity", "loss of the coupling that matches every sample with itself",
     &data::CrossMeasure::identity}};
constexpr Field row_fields[] = {
    {"confidence", "share of the draws in which the nearest layer alone is the nearest",
     &data::CrossMeasure::confidence},
    {"low", "5 % quantile of the distance to the nearest layer over the draws", &data::CrossMeasure::low},
    {"high", "95 % quantile", &data::CrossMeasure::high}};

template <class Code>
std::vector<std::uint8_t> codes_of(const std::vector<Code>& values) {
  std::vector<std::uint8_t> codes;
  for (const Code value : values) codes.push_back(static_cast<std::uint8_t>(value));
  return codes;
}

void write_codes(store::CollectiveFile& file, const std::string& name, const Shape& shape,
                 const std::vector<std::uint8_t>& codes, const std::string& description,
                 std::span<const std::string_view> names) {
  auto attributes = described(description, "none", "layer here, layer there");
  attributes.emplace_back("codes", describe_codes(names));
  file.write_whole<std::uint8_t>(name, shape, codes, attributes);
}

void write_measure(store::CollectiveFile& file, const std::string& at, const Shape& shape,
                   const data::CrossMeasure& measure) {
  const auto write = [&](const Field& field, const Shape& extent, const std::string& unit,
                         const char* dimensions) {
    file.write_whole<double>(at + "/" + field.name, extent, measure.*field.values,
                             described(field.description, unit, dimensions));
  };
  for (const auto& field : matrix_fields) write(field, shape, measure.unit, "layer here, layer there");
  if (!measure.lower_bound.empty()) {
    for (const auto& field : gw_fields) write(field, shape, measure.unit, "layer here, layer there");
    write_codes(file, at + "/start", shape, codes_of(measure.start), "where the descent that won began",
                start_names);
    write_codes(file, at + "/status", shape, codes_of(measure.status), "how the descent ended", status_names);
  }
  file.write_whole<std::int64_t>(
      at + "/nearest", Shape{shape[0]}, measure.nearest,
      described("the nearest layer there, from 0; -1 = no layer has a value", "layer", "layer here"));
  for (const auto& field : row_fields)
    write(field, Shape{shape[0]}, field.values == &data::CrossMeasure::confidence ? "1" : measure.unit,
          "layer here");
  file.write_attributes(at, {{"title", measure.title},
                             {"unit", measure.unit},
                             {"kind", std::string(measure_kinds[static_cast<std::size_t>(measure.kind)])},
                             {"draws", static_cast<std::int64_t>(measure.draws)},
                             {"notes", joined_lines(measure.note)}});
}

template <class Code>
std::vector<Code> read_codes(const store::Hdf5Reader& file, const std::string& name, const Shape& shape,
                             std::span<const std::string_view> names) {
  std::vector<Code> values;
  for (const auto code : read_range(file, name, shape, 0, static_cast<std::int64_t>(names.size()) - 1))
    values.push_back(static_cast<Code>(code));
  return values;
}

data::CrossMeasure read_measure(const store::Hdf5Reader& file, const std::string& at, const std::string& name,
                                const Shape& shape) {
  data::CrossMeasure measure;
  measure.name = name;
  for (const auto& field : matrix_fields)
    measure.*field.values = read_numbers(file, at + "/" + field.name, shape);
  if (name == "gw") {
    for (const auto& field : gw_fields)
      measure.*field.values = read_finite(file, at + "/" + field.name, shape);
    measure.start = read_codes<data::Start>(file, at + "/start", shape, start_names);
    measure.status = read_codes<data::SolveStatus>(file, at + "/status", shape, status_names);
  }
  measure.nearest =
      read_range(file, at + "/nearest", Shape{shape[0]}, -1, static_cast<std::int64_t>(shape[1]) - 1);
  for (const auto& field : row_fields)
    measure.*field.values = read_numbers(file, at + "/" + field.name, Shape{shape[0]});
  measure.title = required_text(file, at, "title");
  measure.unit = required_text(file, at, "unit");
  measure.kind = is_second_word(file, at, "kind", measure_kinds) ? data::MeasureKind::similarity
                                                                 : data::MeasureKind::distance;
  measure.draws = required_size(file, at, "draws");
  measure.note = lines_of(required_text(file, at, "notes"));
  return measure;
}

/// What moves where, with what the measure says of each pair.
void read_couplings_of(const store::Hdf5Reader& file, const std::string& at,
                       const data::LayerDistances& layers, data::CrossComparison& cross) {
  const auto gw = std::find_if(cross.measure.begin(), cross.measure.end(),
                               [](const auto& measure) { return measure.name == "gw"; });
  if (gw == cross.measure.end()) return;
  cross.pair.resize(gw->value.size());
  LoadedPairs pairs{at + "/gw", cross.pair, {}};
  const std::size_t there = cross.layer.size();
  for (std::size_t pair = 0; pair < cross.pair.size(); ++pair) {
    cross.pair[pair].loss = gw->value[pair];
    cross.pair[pair].lower_bound = gw->lower_bound[pair];
    cross.pair[pair].identity = gw->identity[pair];
    cross.pair[pair].start = gw->start[pair];
    cross.pair[pair].status = gw->status[pair];
    pairs.points.emplace_back(layers.points[pair / there], cross.points[pair % there]);
  }
  read_permutations(file, pairs);
  read_couplings(file, pairs);
}

data::CrossComparison read_one(const store::Hdf5Reader& file, const std::string& name, LayersPart part,
                               const data::LayerDistances& layers) {
  const std::string at = "cross/" + name;
  data::CrossComparison cross;
  cross.name = name;
  cross.source = required_text(file, at, "source");
  cross.checkpoint = is_second_word(file, at, "kind", network_kinds);
  cross.layer = file.read_strings(at + "/layer");
  const std::size_t there = cross.layer.size();
  require_shape(file, at + "/layer", {there});
  if (there == 0) refuse_dataset(file, at + "/layer", "no layers", "at least one");
  for (auto [dataset, sizes] : {std::pair{"/points", &cross.points}, std::pair{"/width", &cross.width}})
    for (const auto size : read_range(file, at + dataset, {there}, 0, std::int64_t{1} << 62))
      sizes->push_back(static_cast<std::size_t>(size));
  for (const auto& measure : different_names(file, at + "/measures"))
    cross.measure.push_back(
        read_measure(file, at + "/" + measure, measure, Shape{layers.name.size(), there}));
  if (part == LayersPart::all) read_couplings_of(file, at, layers, cross);
  return cross;
}

bool fits(const data::CrossMeasure& measure, std::size_t here, std::size_t there) {
  const bool gw = measure.name == "gw";
  const std::size_t pairs = here * there, bounds = gw ? pairs : 0;
  return measure.value.size() == pairs && measure.distance.size() == pairs &&
         measure.lower_bound.size() == bounds && measure.identity.size() == bounds &&
         measure.start.size() == bounds && measure.status.size() == bounds &&
         measure.nearest.size() == here && measure.confidence.size() == here && measure.low.size() == here &&
         measure.high.size() == here;
}

}  // namespace

void require_consistent_cross(const data::LayerDistances& layers) {
  for (const auto& cross : layers.cross) {
    const std::size_t there = cross.layer.size();
    bool right = there > 0 && cross.points.size() == there && cross.width.size() == there;
    for (const auto& measure : cross.measure) right = right && fits(measure, layers.name.size(), there);
    if (!right)
      throw core::InternalError("the values against network " + cross.name + " do not fit the layers");
  }
}

void write_cross(const parallel::Communicator& communicator, store::CollectiveFile& file,
                 const data::LayerDistances& layers) {
  if (layers.cross.empty()) return;
  std::vector<std::string> names;
  for (const auto& cross : layers.cross) {
    names.push_back(cross.name);
    const std::string at = "cross/" + cross.name;
    const Shape shape{layers.name.size(), cross.layer.size()}, there{cross.layer.size()};
    file.write_strings(
        at + "/layer", cross.layer,
        described("names of the layers there, in the order of the network", "none", "layer there"));
    const auto write_sizes = [&](const char* name, const std::vector<std::size_t>& sizes, const char* what) {
      file.write_whole<std::int64_t>(at + name, there, std::vector<std::int64_t>(sizes.begin(), sizes.end()),
                                     described(what, "1", "layer there"));
    };
    write_sizes("/points", cross.points, "points (samples or pixels) of the layer there");
    write_sizes("/width", cross.width, "numbers that describe one point");
    std::vector<std::string> measures;
    for (const auto& measure : cross.measure) {
      measures.push_back(measure.name);
      write_measure(file, at + "/" + measure.name, shape, measure);
      if (measure.name != "gw") continue;
      const PairBlock block{at + "/gw", shape[0] * shape[1], cross.first_pair, cross.pair,
                            "(layer 0 here, layer 0 there), (0, 1), ..., (1, 0), ..."};
      write_permutations(communicator, file, block);
      write_couplings(communicator, file, block);
    }
    file.write_strings(at + "/measures", measures,
                       described("the measures below, in the order asked for", "none", "measure"));
    file.write_attributes(
        at, {{"source", cross.source}, {"kind", std::string(network_kinds[cross.checkpoint ? 1 : 0])}});
  }
  file.write_strings("cross/names", names,
                     described("the other networks below, in the order asked for", "none", "network"));
}

void read_cross(const store::Hdf5Reader& file, LayersPart part, data::LayerDistances& layers) {
  if (!file.exists("cross/names")) return;
  for (const auto& name : different_names(file, "cross/names"))
    layers.cross.push_back(read_one(file, name, part, layers));
}

}  // namespace netseam::artifact
