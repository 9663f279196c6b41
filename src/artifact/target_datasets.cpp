#include "target_datasets.hpp"

#include "layers_schema.hpp"
#include "load_pair_blocks.hpp"
#include "object_attributes.hpp"
#include "text_lines.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;
using Values = std::vector<double>;

/// A dataset of numbers for each layer: a member of T under its name.
template <class T>
struct LayerField {
  const char* name;
  const char* description;
  Values T::*field;
};

constexpr LayerField<data::TargetMeasure> measure_fields[] = {
    {"value", "the measure of the target and the layer", &data::TargetMeasure::value},
    {"distance", "the value as a distance", &data::TargetMeasure::distance},
    {"low", "5 % quantile of the distance, over resamples (gw) or halves of the samples",
     &data::TargetMeasure::low},
    {"high", "95 % quantile of the distance", &data::TargetMeasure::high},
    {"lower_bound", "no coupling has a smaller loss than this", &data::TargetMeasure::lower_bound},
    {"identity", "loss of the coupling that matches every sample with itself",
     &data::TargetMeasure::identity}};
constexpr LayerField<data::TargetReadout> readout_fields[] = {
    {"r2", "cross-validated share of the target's variance that a ridge regression explains",
     &data::TargetReadout::r2},
    {"r2_low", "the least of a single fold", &data::TargetReadout::r2_low},
    {"r2_high", "the greatest of a single fold", &data::TargetReadout::r2_high},
    {"accuracy", "share of held-out labels that are read out rightly", &data::TargetReadout::accuracy},
    {"accuracy_low", "the least of a single fold", &data::TargetReadout::accuracy_low},
    {"accuracy_high", "the greatest of a single fold", &data::TargetReadout::accuracy_high}};
constexpr std::string_view target_kinds[] = {"numbers", "labels"};

template <class T, std::size_t size>
void write_fields(store::CollectiveFile& file, const std::string& at, const LayerField<T> (&fields)[size],
                  const T& from, const std::string& unit) {
  for (const auto& [name, description, field] : fields)
    if (!(from.*field).empty())
      file.write_whole<double>(at + "/" + name, Shape{(from.*field).size()}, from.*field,
                               described(description, unit, "layer"));
}

/// Fields that are there, of one number for each layer, which may be NaN but not infinite; the first
/// `needed` must be there.
template <class T, std::size_t size>
void read_fields(const store::Hdf5Reader& file, const std::string& at, const LayerField<T> (&fields)[size],
                 std::size_t needed, std::size_t layers, T& into) {
  for (std::size_t k = 0; k < size; ++k) {
    const std::string name = at + "/" + fields[k].name;
    if (k >= needed && !file.exists(name)) continue;
    require_shape(file, name, {layers});
    auto& values = into.*fields[k].field;
    values = file.read_doubles(name);
    if (std::any_of(values.begin(), values.end(), [](double value) { return std::isinf(value); }))
      refuse_dataset(file, name, "infinity", "finite numbers, or NaN where there is no value");
  }
}

void write_measure(store::CollectiveFile& file, const std::string& at, const data::TargetMeasure& measure) {
  write_fields(file, at, measure_fields, measure, measure.unit);
  file.write_attributes(at, {{"title", measure.title},
                             {"unit", measure.unit},
                             {"kind", std::string(measure_kinds[static_cast<std::size_t>(measure.kind)])},
                             {"notes", joined_lines(measure.note)}});
}

data::TargetMeasure read_measure(const store::Hdf5Reader& file, const std::string& at,
                                 const std::string& name, std::size_t layers) {
  data::TargetMeasure measure;
  measure.name = name;
  constexpr std::size_t needed = 4;
  read_fields(file, at, measure_fields, needed, layers, measure);
  measure.title = required_text(file, at, "title");
  measure.unit = required_text(file, at, "unit");
  measure.kind = is_second_word(file, at, "kind", measure_kinds) ? data::MeasureKind::similarity
                                                                 : data::MeasureKind::distance;
  measure.note = lines_of(required_text(file, at, "notes"));
  return measure;
}

data::TargetComparison read_target(const store::Hdf5Reader& file, const std::string& name,
                                   std::size_t layers) {
  const std::string at = "targets/" + name;
  data::TargetComparison target;
  target.name = name;
  target.labels = is_second_word(file, at, "kind", target_kinds);
  const auto width = file.attribute_integer(at, "width");
  if (!width || *width < 1)
    refuse_dataset(file, at, width ? fmt::format("the width {}", *width) : "no attribute width",
                   "one column at least");
  target.width = static_cast<std::size_t>(*width);
  target.warning = lines_of(required_text(file, at, "warnings"));
  for (const auto& measure : different_names(file, at + "/measures"))
    target.measure.push_back(read_measure(file, at + "/" + measure, measure, layers));
  const std::size_t needed = target.labels ? std::size(readout_fields) : 3;
  read_fields(file, at + "/readout", readout_fields, needed, layers, target.readout);
  target.readout.note = lines_of(required_text(file, at + "/readout", "notes"));
  const auto share = read_finite(file, at + "/most_common", {1});
  if (share[0] < 0 || share[0] > 1)
    refuse_dataset(file, at + "/most_common", fmt::format("{}", share[0]), "a share from 0 to 1");
  target.most_common = share[0];
  return target;
}

template <class T, std::size_t size>
bool fits(const LayerField<T> (&fields)[size], std::size_t needed, std::size_t layers, const T& values) {
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t count = (values.*fields[k].field).size();
    if (count != layers && (k < needed || count != 0)) return false;
  }
  return true;
}

}  // namespace

void require_consistent_targets(const data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  for (const auto& target : layers.target) {
    bool right = fits(readout_fields, target.labels ? 6 : 3, count, target.readout);
    for (const auto& measure : target.measure) right = right && fits(measure_fields, 4, count, measure);
    if (!right) throw core::InternalError("the values of target " + target.name + " do not fit the layers");
  }
}

void write_targets(store::CollectiveFile& file, const data::LayerDistances& layers) {
  if (layers.target.empty()) return;
  std::vector<std::string> names;
  for (const auto& target : layers.target) {
    names.push_back(target.name);
    const std::string at = "targets/" + target.name;
    std::vector<std::string> measures;
    for (const auto& measure : target.measure) {
      measures.push_back(measure.name);
      write_measure(file, at + "/" + measure.name, measure);
    }
    file.write_strings(at + "/measures", measures,
                       described("the measures below, in the order asked for", "none", "measure"));
    write_fields(file, at + "/readout", readout_fields, target.readout, "1");
    file.write_attributes(at + "/readout", {{"notes", joined_lines(target.readout.note)}});
    file.write_whole<double>(at + "/most_common", Shape{1}, std::vector<double>{target.most_common},
                             described("labels: share of the most common one", "1", "one"));
    file.write_attributes(at, {{"kind", std::string(target_kinds[target.labels ? 1 : 0])},
                               {"width", static_cast<std::int64_t>(target.width)},
                               {"warnings", joined_lines(target.warning)}});
  }
  file.write_strings("targets/names", names,
                     described("the known targets below, in the order asked for", "none", "target"));
}

void read_targets(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  if (!file.exists("targets/names")) return;
  for (const auto& name : different_names(file, "targets/names"))
    layers.target.push_back(read_target(file, name, layers.name.size()));
}

}  // namespace netseam::artifact
