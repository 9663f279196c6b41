#include "segmentation_datasets.hpp"

#include "layers_schema.hpp"
#include "load_pair_blocks.hpp"
#include "pair_matrix.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;

std::vector<std::size_t> read_borders(const store::Hdf5Reader& file, const std::string& name,
                                      std::size_t layers) {
  const auto border = file.read_integers(name);
  std::int64_t last = 0;
  for (const std::int64_t layer : border) {
    if (layer <= last || layer >= static_cast<std::int64_t>(layers))
      refuse_dataset(file, name, fmt::format("the border {} after {}", layer, last),
                     fmt::format("ascending layers from 1 to {}", layers - 1));
    last = layer;
  }
  return {border.begin(), border.end()};
}

/// A dataset that has `count` numbers, or none, or that older files lack.
std::vector<double> read_optional(const store::Hdf5Reader& file, const std::string& name, std::size_t count) {
  if (!file.exists(name)) return {};
  const bool empty = file.info(name).shape == Shape{0};
  return read_finite(file, name, {empty ? 0 : count});
}

}  // namespace

void require_consistent_segmentation(const data::Segmentation& groups, std::size_t layers) {
  const std::size_t borders = groups.border.size(), pairs = data::pair_count(layers);
  const auto fits = [](const std::vector<double>& values, std::size_t count) {
    return values.empty() || values.size() == count;
  };
  if (groups.confidence.size() != borders || groups.criterion.size() != groups.cost.size() ||
      !fits(groups.border_frequency, layers) || !fits(groups.together, pairs) ||
      !fits(groups.p_value, borders) || !fits(groups.q_value, borders) || !fits(groups.twin_p_value, borders))
    throw core::InternalError("the parts of the segmentation do not fit each other");
}

void write_segmentation(store::CollectiveFile& file, const std::string& at, std::size_t layers,
                        const data::Segmentation& groups) {
  const auto integers = [&](const std::string& name, const std::vector<std::int64_t>& values,
                            const store::Attributes& attributes) {
    file.write_whole<std::int64_t>(at + "/" + name, Shape{values.size()}, values, attributes);
  };
  const auto real = [&](const std::string& name, const std::vector<double>& values,
                        const std::string& description, const std::string& unit,
                        const std::string& dimension) {
    file.write_whole<double>(at + "/" + name, Shape{values.size()}, values,
                             described(description, unit, dimension));
  };
  integers("border", {groups.border.begin(), groups.border.end()},
           described("first layer of every group but the first, from 0", "layer", "border"));
  real("confidence", groups.confidence, "share of resamples whose segmentation has the border", "1",
       "border");
  real("border_frequency", groups.border_frequency, "share of resamples in which a group begins at the layer",
       "1", "layer");
  real("together", groups.together, "share of resamples that have both layers in one group", "1", "pair");
  real("p_value", groups.p_value, "chance of a border as strong in the null model", "1", "border");
  real("q_value", groups.q_value, "p_value adjusted for the number of borders (Benjamini-Hochberg)", "1",
       "border");
  real("twin_p_value", groups.twin_p_value,
       "share of comparisons in which an untrained twin has a border as strong; attribute twin_null_model of "
       "the group",
       "1", "border");
  real("criterion", groups.criterion, "value of k+1 groups; the largest was chosen", "1", "k");
  real("cost", groups.cost, "least within-group cost of k+1 groups", "distance squared", "k");
  integers("label", group_of_layer(layers, groups.border),
           described("group of the layer, from 0", "group", "layer"));
  file.write_attributes(at, {{"resamples", static_cast<std::int64_t>(groups.resamples)},
                             {"null_model", groups.null_model},
                             {"twin_null_model", groups.twin_null_model}});
}

data::Segmentation read_segmentation(const store::Hdf5Reader& file, const std::string& at,
                                     std::size_t layers) {
  data::Segmentation groups;
  groups.border = read_borders(file, at + "/border", layers);
  const std::size_t borders = groups.border.size();
  groups.confidence = read_finite(file, at + "/confidence", {borders});
  groups.border_frequency = read_optional(file, at + "/border_frequency", layers);
  groups.together = read_optional(file, at + "/together", data::pair_count(layers));
  groups.p_value = read_optional(file, at + "/p_value", borders);
  groups.q_value = read_optional(file, at + "/q_value", borders);
  groups.twin_p_value = read_optional(file, at + "/twin_p_value", borders);
  groups.cost = file.read_doubles(at + "/cost");
  groups.criterion = read_finite(file, at + "/criterion", {groups.cost.size()});
  require_shape(file, at + "/label", {layers});
  if (file.read_integers(at + "/label") != group_of_layer(layers, groups.border))
    refuse_dataset(file, at + "/label", "other groups than the borders make",
                   "the groups of /" + at + "/border");
  const auto resamples = file.attribute_integer(at, "resamples");
  if (!resamples || *resamples < 0)
    refuse_dataset(file, at, "no number of resamples", "the attribute resamples");
  groups.resamples = static_cast<std::size_t>(*resamples);
  groups.null_model = file.attribute_text(at, "null_model").value_or("");
  groups.twin_null_model = file.attribute_text(at, "twin_null_model").value_or("");
  return groups;
}

}  // namespace netseam::artifact
