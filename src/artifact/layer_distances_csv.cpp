#include "netseam/artifact/layer_distances_csv.hpp"

#include "csv_text.hpp"
#include "layers_schema.hpp"
#include "pair_matrix.hpp"

#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace netseam::artifact {
namespace {

std::string matrix_table(const std::vector<std::string>& name, std::span<const double> matrix) {
  std::string table = "layer";
  for (const std::string& column : name) table += "," + csv_field(column);
  table += "\r\n";
  for (std::size_t row = 0; row < name.size(); ++row) {
    table += csv_field(name[row]);
    for (std::size_t column = 0; column < name.size(); ++column)
      fmt::format_to(std::back_inserter(table), ",{:.17g}", matrix[row * name.size() + column]);
    table += "\r\n";
  }
  return table;
}

std::string measure_table(const data::LayerDistances& layers, const data::MeasureMatrix& measure) {
  const std::size_t count = layers.name.size();
  auto matrix = symmetric_matrix<double>(count, measure.value);
  for (std::size_t layer = 0; layer < count; ++layer) matrix[layer * count + layer] = measure.self[layer];
  return matrix_table(layers.name, matrix);
}

std::string profiles_table(const data::LayerDistances& layers) {
  std::string table = "layer";
  for (const auto& profile : layers.profile) table += "," + csv_field(profile.name);
  table += "\r\n";
  for (std::size_t layer = 0; layer < layers.name.size(); ++layer) {
    table += csv_field(layers.name[layer]);
    for (const auto& profile : layers.profile)
      fmt::format_to(std::back_inserter(table), ",{:.17g}", profile.value[layer]);
    table += "\r\n";
  }
  return table;
}

std::string groups_table(const data::LayerDistances& layers) {
  const auto& border = layers.segmentation.border;
  std::string table =
      "group,first_layer,last_layer,layers,border_confidence,border_p_value,border_twin_p_value\r\n";
  for (std::size_t group = 0; group <= border.size(); ++group) {
    const std::size_t first = group == 0 ? 0 : border[group - 1];
    const std::size_t end = group == border.size() ? layers.name.size() : border[group];
    fmt::format_to(std::back_inserter(table), "{},{},{},{}", group + 1, csv_field(layers.name[first]),
                   csv_field(layers.name[end - 1]), end - first);
    for (const auto* values :
         {&layers.segmentation.confidence, &layers.segmentation.p_value, &layers.segmentation.twin_p_value})
      table += group == 0 || values->empty() ? "," : fmt::format(",{:.17g}", (*values)[group - 1]);
    table += "\r\n";
  }
  return table;
}

std::string pairs_table(const data::LayerDistances& layers) {
  std::string table =
      "i,j,layer_i,layer_j,loss,gw_distance,lower_bound,identity,start,status,gap,iterations\r\n";
  for_each_pair(layers.name.size(), [&](std::size_t i, std::size_t j, std::size_t k) {
    const auto& pair = layers.pair[k];
    fmt::format_to(std::back_inserter(table),
                   "{},{},{},{},{:.17g},{:.17g},{:.17g},{:.17g},{},{},{:.17g},{}\r\n", i, j,
                   csv_field(layers.name[i]), csv_field(layers.name[j]), pair.loss, gw_distance(pair.loss),
                   pair.lower_bound, pair.identity, name_of(pair.start), name_of(pair.status), pair.gap,
                   pair.iterations);
  });
  return table;
}

/// A row for each other network, measure and pair of layers.
std::string cross_table(const data::LayerDistances& layers) {
  std::string table = "network,measure,layer,other_layer,value,distance,lower_bound,identity\r\n";
  for (const auto& cross : layers.cross) {
    const std::size_t there = cross.layer.size();
    for (const auto& measure : cross.measure)
      for (std::size_t pair = 0; pair < measure.value.size(); ++pair)
        fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{}\r\n", csv_field(cross.name),
                       measure.name, csv_field(layers.name[pair / there]),
                       csv_field(cross.layer[pair % there]), number_field(measure.value[pair]),
                       number_field(measure.distance[pair]),
                       measure.lower_bound.empty() ? "" : number_field(measure.lower_bound[pair]),
                       measure.identity.empty() ? "" : number_field(measure.identity[pair]));
  }
  return table;
}

/// A row for each other network, measure and layer here.
std::string nearest_table(const data::LayerDistances& layers) {
  std::string table = "network,measure,layer,nearest_layer,distance,low,high,confidence\r\n";
  for (const auto& cross : layers.cross)
    for (const auto& measure : cross.measure)
      for (std::size_t row = 0; row < layers.name.size(); ++row) {
        const auto nearest = static_cast<std::size_t>(std::max<std::int64_t>(0, measure.nearest[row]));
        const bool none = measure.nearest[row] < 0;
        fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{}\r\n", csv_field(cross.name),
                       measure.name, csv_field(layers.name[row]), none ? "" : csv_field(cross.layer[nearest]),
                       none ? "" : number_field(measure.distance[row * cross.layer.size() + nearest]),
                       number_field(measure.low[row]), number_field(measure.high[row]),
                       number_field(measure.confidence[row]));
      }
  return table;
}

/// A row for each target, measure or readout, and layer; empty where there is no such number.
std::string targets_table(const data::LayerDistances& layers) {
  std::string table = "target,measure,layer,value,distance,low,high\r\n";
  const auto rows = [&](const data::TargetComparison& target, const std::string& measure,
                        const std::vector<double>& value, const std::vector<double>& distance,
                        const std::vector<double>& low, const std::vector<double>& high) {
    for (std::size_t layer = 0; layer < value.size(); ++layer)
      fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{}\r\n", csv_field(target.name), measure,
                     csv_field(layers.name[layer]), number_field(value[layer]),
                     distance.empty() ? "" : number_field(distance[layer]), number_field(low[layer]),
                     number_field(high[layer]));
  };
  for (const auto& target : layers.target) {
    for (const auto& measure : target.measure)
      rows(target, measure.name, measure.value, measure.distance, measure.low, measure.high);
    const auto& readout = target.readout;
    rows(target, "readout_r2", readout.r2, {}, readout.r2_low, readout.r2_high);
    rows(target, "readout_accuracy", readout.accuracy, {}, readout.accuracy_low, readout.accuracy_high);
  }
  return table;
}

}  // namespace

void write_layer_distances_csv(const std::filesystem::path& directory, const data::LayerDistances& layers) {
  if (layers.has_gw) require_all_pairs(layers);
  const auto matrix = [&](const char* file, double data::PairDistance::*field) {
    store::write_text_atomically(directory / file, matrix_table(layers.name, field_matrix(layers, field)));
  };
  if (layers.has_gw) {
    matrix("loss.csv", &data::PairDistance::loss);
    matrix("lower_bound.csv", &data::PairDistance::lower_bound);
    matrix("identity.csv", &data::PairDistance::identity);
    store::write_text_atomically(directory / "pairs.csv", pairs_table(layers));
  }
  for (const auto& measure : layers.measure)
    store::write_text_atomically(directory / ("measure_" + measure.name + ".csv"),
                                 measure_table(layers, measure));
  if (!layers.profile.empty())
    store::write_text_atomically(directory / "profiles.csv", profiles_table(layers));
  if (!layers.target.empty()) store::write_text_atomically(directory / "targets.csv", targets_table(layers));
  if (!layers.cross.empty()) {
    store::write_text_atomically(directory / "cross.csv", cross_table(layers));
    store::write_text_atomically(directory / "cross_nearest.csv", nearest_table(layers));
  }
  store::write_text_atomically(directory / "groups.csv", groups_table(layers));
}

}  // namespace netseam::artifact
