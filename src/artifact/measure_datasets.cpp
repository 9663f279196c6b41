#include "measure_datasets.hpp"

#include "layers_schema.hpp"
#include "load_pair_blocks.hpp"
#include "pair_matrix.hpp"
#include "segmentation_datasets.hpp"
#include "text_lines.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;
constexpr std::string_view kind_names[] = {"distance", "similarity"};

std::vector<double> with_diagonal(std::size_t layers, const std::vector<double>& pairs,
                                  const std::vector<double>& diagonal) {
  auto matrix = symmetric_matrix<double>(layers, pairs);
  for (std::size_t layer = 0; layer < layers; ++layer) matrix[layer * layers + layer] = diagonal[layer];
  return matrix;
}

std::string attribute(const store::Hdf5Reader& file, const std::string& object, const std::string& name) {
  const auto text = file.attribute_text(object, name);
  if (!text) refuse_dataset(file, object, "no attribute " + name, "one, as netseam layers writes it");
  return *text;
}

/// The names of the objects NAME of datasets `at`/NAME/`last`, in the order of the file's attribute `names`.
std::vector<std::string> listed(const store::Hdf5Reader& file, const std::string& at) {
  std::vector<std::string> names;
  if (!file.exists(at + "/names")) return names;
  names = file.read_strings(at + "/names");
  const std::set<std::string> different(names.begin(), names.end());
  if (different.size() != names.size()) refuse_dataset(file, at + "/names", "a name twice", "each name once");
  return names;
}

/// Upper triangle of a symmetric matrix that may have NaN.
std::vector<double> read_pairs(const store::Hdf5Reader& file, const std::string& name, std::size_t layers,
                               std::vector<double>* diagonal) {
  require_shape(file, name, {layers, layers});
  const auto matrix = file.read_doubles(name);
  std::vector<double> pairs(data::pair_count(layers));
  for_each_pair(layers, [&](std::size_t first, std::size_t second, std::size_t pair) {
    const double value = matrix[first * layers + second], mirrored = matrix[second * layers + first];
    if (value != mirrored && !(std::isnan(value) && std::isnan(mirrored)))
      refuse_dataset(file, name,
                     fmt::format("{} and {} for layers {} and {}", value, mirrored, first, second),
                     "a symmetric matrix");
    pairs[pair] = value;
  });
  if (diagonal != nullptr)
    for (std::size_t layer = 0; layer < layers; ++layer) diagonal->push_back(matrix[layer * layers + layer]);
  return pairs;
}

std::vector<std::size_t> read_labels(const store::Hdf5Reader& file, const std::string& name,
                                     std::size_t layers) {
  require_shape(file, name, {layers});
  std::vector<std::size_t> labels;
  for (const std::int64_t label : file.read_integers(name)) {
    if (label < 0 || label >= static_cast<std::int64_t>(layers))
      refuse_dataset(file, name, fmt::format("the group {}", label), fmt::format("0 to {}", layers - 1));
    labels.push_back(static_cast<std::size_t>(label));
  }
  return labels;
}

std::vector<data::Merge> read_merges(const store::Hdf5Reader& file, const std::string& name,
                                     std::size_t layers) {
  if (!file.exists(name)) return {};
  const auto values = read_finite(file, name, {layers - 1, 4});
  std::vector<data::Merge> merges;
  std::vector<bool> merged(2 * layers, false);
  for (std::size_t k = 0; k + 1 < layers; ++k) {
    const double first = values[4 * k], second = values[4 * k + 1], size = values[4 * k + 3];
    const auto most = static_cast<double>(layers + k);
    if (first < 0 || !(first < second) || second >= most || first != std::floor(first) ||
        second != std::floor(second) || size < 2 || size > static_cast<double>(layers))
      refuse_dataset(file, name, fmt::format("merge {} of {} and {}", k, first, second),
                     fmt::format("two clusters below {}", most));
    for (const double cluster : {first, second}) {
      const auto number = static_cast<std::size_t>(cluster);
      if (merged[number])
        refuse_dataset(file, name, fmt::format("cluster {} in two merges", number), "each in one");
      merged[number] = true;
    }
    merges.push_back({static_cast<std::size_t>(first), static_cast<std::size_t>(second), values[4 * k + 2],
                      static_cast<std::size_t>(size)});
  }
  return merges;
}

}  // namespace

void require_consistent_measures(const data::LayerDistances& layers) {
  const std::size_t count = layers.name.size(), pairs = data::pair_count(count);
  for (const auto& measure : layers.measure) {
    if (measure.value.size() != pairs || measure.distance.size() != pairs || measure.self.size() != count)
      throw core::InternalError("the values of measure " + measure.name + " do not fit the layers");
    require_consistent_segmentation(measure.segmentation, count);
  }
  for (const auto& profile : layers.profile)
    if (profile.value.size() != count)
      throw core::InternalError("the values of profile " + profile.name + " do not fit the layers");
  for (const auto& clustering : layers.clustering)
    if (clustering.label.size() != count ||
        (!clustering.merge.empty() && clustering.merge.size() + 1 != count))
      throw core::InternalError("the groups of method " + clustering.method + " do not fit the layers");
}

void write_measures(store::CollectiveFile& file, const data::LayerDistances& layers) {
  if (layers.measure.empty()) return;
  const std::size_t count = layers.name.size();
  std::vector<std::string> names;
  for (const auto& measure : layers.measure) {
    names.push_back(measure.name);
    const std::string at = "measures/" + measure.name;
    file.write_whole<double>(at + "/value", Shape{count, count},
                             with_diagonal(count, measure.value, measure.self),
                             described(measure.title, measure.unit, "layer, layer"));
    file.write_whole<double>(
        at + "/distance", Shape{count, count}, symmetric_matrix<double>(count, measure.distance),
        described("the value as a distance, which is what is grouped", "none", "layer, layer"));
    file.write_attributes(at, {{"title", measure.title},
                               {"unit", measure.unit},
                               {"kind", std::string(kind_names[static_cast<std::size_t>(measure.kind)])},
                               {"notes", joined_lines(measure.note)}});
    write_segmentation(file, at + "/segmentation", count, measure.segmentation);
  }
  file.write_strings("measures/names", names,
                     described("the measures beside gw, in the order asked for", "none", "measure"));
}

void write_profiles(store::CollectiveFile& file, const data::LayerDistances& layers) {
  if (layers.profile.empty()) return;
  std::vector<std::string> names;
  for (const auto& profile : layers.profile) {
    names.push_back(profile.name);
    auto attributes = described(profile.title, profile.unit, "layer");
    attributes.emplace_back("source", profile.source);
    file.write_whole<double>("profiles/" + profile.name, Shape{profile.value.size()}, profile.value,
                             attributes);
  }
  file.write_strings("profiles/names", names, described("the properties below", "none", "property"));
}

void write_clusterings(store::CollectiveFile& file, const data::LayerDistances& layers) {
  if (layers.clustering.empty()) return;
  const std::size_t count = layers.name.size();
  std::vector<std::string> names;
  for (const auto& clustering : layers.clustering) {
    names.push_back(clustering.method);
    const std::string at = "groups/clustering/" + clustering.method;
    file.write_whole<std::int64_t>(
        at + "/label", Shape{count},
        std::vector<std::int64_t>(clustering.label.begin(), clustering.label.end()),
        described("group of the layer, from 0; groups need not be contiguous", "group", "layer"));
    file.write_whole<double>(at + "/criterion", Shape{clustering.criterion.size()}, clustering.criterion,
                             described("value of k+1 groups", "1", "k"));
    file.write_whole<double>(at + "/silhouette", Shape{clustering.silhouette.size()}, clustering.silhouette,
                             described("mean silhouette value of k+1 groups", "1", "k"));
    file.write_attributes(at, {{"criterion_name", clustering.criterion_name}});
    if (clustering.merge.empty()) continue;
    std::vector<double> merges;
    for (const auto& merge : clustering.merge)
      merges.insert(merges.end(), {static_cast<double>(merge.first), static_cast<double>(merge.second),
                                   merge.height, static_cast<double>(merge.size)});
    file.write_whole<double>(at + "/merge", Shape{clustering.merge.size(), 4}, merges,
                             described("clusters that merge (0 to L-1 are layers, L+k is merge k), height, "
                                       "layers in the result",
                                       "none", "merge, field"));
  }
  file.write_strings("groups/clustering/names", names,
                     described("the clustering methods below", "none", "method"));
}

void read_measures(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  for (const auto& name : listed(file, "measures")) {
    const std::string at = "measures/" + name;
    data::MeasureMatrix measure;
    measure.name = name;
    measure.value = read_pairs(file, at + "/value", count, &measure.self);
    measure.distance = read_pairs(file, at + "/distance", count, nullptr);
    measure.title = attribute(file, at, "title");
    measure.unit = attribute(file, at, "unit");
    const std::string kind = attribute(file, at, "kind");
    if (kind != kind_names[0] && kind != kind_names[1])
      refuse_dataset(file, at, "the kind " + kind, "distance or similarity");
    measure.kind = kind == kind_names[0] ? data::MeasureKind::distance : data::MeasureKind::similarity;
    measure.note = lines_of(attribute(file, at, "notes"));
    measure.segmentation = read_segmentation(file, at + "/segmentation", count);
    layers.measure.push_back(std::move(measure));
  }
}

void read_profiles(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  for (const auto& name : listed(file, "profiles")) {
    const std::string at = "profiles/" + name;
    require_shape(file, at, {layers.name.size()});
    layers.profile.push_back({name, attribute(file, at, "description"), attribute(file, at, "unit"),
                              attribute(file, at, "source"), file.read_doubles(at)});
  }
}

void read_clusterings(const store::Hdf5Reader& file, data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  for (const auto& method : listed(file, "groups/clustering")) {
    const std::string at = "groups/clustering/" + method;
    data::LayerClustering clustering;
    clustering.method = method;
    clustering.label = read_labels(file, at + "/label", count);
    clustering.criterion_name = attribute(file, at, "criterion_name");
    clustering.criterion = file.read_doubles(at + "/criterion");
    clustering.silhouette = file.read_doubles(at + "/silhouette");
    clustering.merge = read_merges(file, at + "/merge", count);
    layers.clustering.push_back(std::move(clustering));
  }
}

}  // namespace netseam::artifact
