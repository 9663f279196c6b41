#include "netseam/artifact/order_words.hpp"

#include "load_pair_blocks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace netseam::artifact {
namespace {

/// A name as an item of a list in a study file.
std::string item(const std::string& name) {
  if (name.find_first_of(" ,;#\"\\") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

}  // namespace

std::string order_words(data::OrderSource order) {
  switch (order) {
    case data::OrderSource::selected:
      return "as the study names them";
    case data::OrderSource::stored:
      return "as the files store it";
    case data::OrderSource::file:
      return "in which the file has them";
    case data::OrderSource::numbered:
      return "by the numbers in their names";
    case data::OrderSource::guessed:
      return "guessed from their names";
  }
  return "unknown";
}

std::string order_warning(std::span<const std::string> names, std::string_view section,
                          std::string_view key) {
  std::vector<std::string> items;
  for (const auto& name : names) items.push_back(item(name));
  return fmt::format(
      "The order of the layers is a guess from their names: neither the study nor the files say it, and in "
      "another order the results are others. Put the names into the order of the network and write {} {} = "
      "{}",
      section, key, fmt::join(items, ", "));
}

std::string order_warning(const data::LayerDistances& layers) {
  if (layers.order != data::OrderSource::guessed) return "";
  return order_warning(layers.name, "[layers]", "select");
}

std::string order_warning(const data::GraphPartition& partition) {
  if (partition.order != data::OrderSource::guessed) return "";
  std::vector<std::string> names;
  for (const auto& layer : partition.layer) names.push_back(layer.name);
  return order_warning(names, "[neurons]", "select");
}

void write_order(store::CollectiveFile& file, const std::string& group,
                 const std::optional<data::OrderSource>& order) {
  if (order) file.write_attributes(group, {{"order", std::string(data::name_of(*order))}});
}

std::optional<data::OrderSource> read_order(const store::Hdf5Reader& file, const std::string& group) {
  const auto text = file.attribute_text(group, "order");
  if (!text) return std::nullopt;
  const auto& names = data::order_source_names;
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found == names.end())
    refuse_dataset(file, group, fmt::format("the order '{}'", *text),
                   fmt::format("one of {}", fmt::join(names, ", ")));
  return static_cast<data::OrderSource>(found - names.begin());
}

}  // namespace netseam::artifact
