#include "safetensors_index.hpp"

#include "file_bytes.hpp"
#include "file_kind.hpp"
#include "name_list.hpp"
#include "refuse.hpp"
#include "safetensors_file.hpp"

#include "netseam/input/layer_selection.hpp"
#include "netseam/input/tensor_set.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace netseam::input {
namespace {

using nlohmann::json;

constexpr std::uint64_t largest_index = 100'000'000;
constexpr int deepest = 16;  // "metadata" is free

struct NaturalLess {
  bool operator()(const std::string& left, const std::string& right) const {
    return natural_less(left, right);
  }
};
// shard -> names of its tensors
using ShardNames = std::map<std::string, std::set<std::string>, NaturalLess>;

json parse_index(std::string_view text, const std::string& file) {
  std::set<std::string> names;
  bool in_map = false;
  const auto check = [&names, &in_map, &file](int depth, json::parse_event_t event, json& parsed) {
    if (depth > deepest)
      refuse(file, "", fmt::format("JSON nested more than {} deep", deepest), "an index of shards");
    if (event != json::parse_event_t::key) return true;
    const auto& key = parsed.get_ref<const std::string&>();
    if (depth == 1) in_map = key == "weight_map";
    const bool counts = depth == 1 || (depth == 2 && (in_map || key == order_key));
    if (counts && !names.insert((depth == 1 ? "/" : in_map ? "" : "//") + key).second) {
      refuse(file, fmt::format("\"{:.80}\"", key), "this key twice", "every key once");
    }
    return true;
  };
  try {
    return json::parse(text, check);
  } catch (const json::parse_error& error) {
    refuse(file, fmt::format("byte {}", error.byte), "text that is not JSON", "an index of shards");
  } catch (const json::out_of_range&) {  // the parser's word for 1e999
    refuse(file, "", "a number too large for any float", "an index of shards");
  }
}

/// The stored order of "metadata": a list, or the text of one; empty if there is none.
std::vector<std::string> order_in_metadata(const json& index, const std::string& file) {
  const auto metadata = index.find("metadata");
  if (metadata == index.end() || !metadata->is_object()) return {};
  const auto stored = metadata->find(order_key);
  if (stored == metadata->end()) return {};
  const std::string place = fmt::format("metadata, \"{}\"", order_key);
  return parse_name_list(stored->is_string() ? stored->get_ref<const std::string&>() : stored->dump(), file,
                         place);
}

struct Index {
  ShardNames shards;
  std::vector<std::string> stored_order;
};

Index read_index(const std::filesystem::path& path) {
  FileBytes bytes(path);
  const std::string file = bytes.name();
  if (bytes.size() > largest_index) {
    refuse(file, "", fmt::format("{} bytes", bytes.size()), fmt::format("at most {}", largest_index));
  }
  std::string text(bytes.size(), '\0');
  bytes.read_at(0, std::as_writable_bytes(std::span(text)));
  const json index = parse_index(text, file);
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object()) {
    refuse(file, "weight_map", "nothing", "an object {NAME: FILE, ...}");
  }
  ShardNames shards;
  for (const auto& [name, shard] : index["weight_map"].items()) {
    const std::string place = fmt::format("weight_map, \"{:.80}\"", name);
    if (!shard.is_string()) refuse(file, place, "no text", "the name of a file");
    const auto& shard_name = shard.get_ref<const std::string&>();
    if (shard_name.empty() || shard_name == "." || shard_name == ".." ||
        shard_name.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos) {
      refuse(file, place, fmt::format("the file \"{:.80}\"", shard_name),
             "a file in the folder of the index");
    }
    std::error_code error;
    if (std::filesystem::status(path.parent_path() / shard_name, error).type() ==
        std::filesystem::file_type::not_found) {
      refuse(file, place, fmt::format("no file \"{:.80}\" in its folder", shard_name),
             "a file in the folder of the index");
    }
    shards[shard_name].insert(name);
  }
  return {std::move(shards), order_in_metadata(index, file)};
}

}  // namespace

std::vector<std::filesystem::path> shard_files(const std::filesystem::path& index) {
  std::vector<std::filesystem::path> files;
  for (const auto& [name, tensors] : read_index(index).shards) files.push_back(index.parent_path() / name);
  return files;
}

SafetensorsIndex::SafetensorsIndex(const std::filesystem::path& path) {
  Index index = read_index(path);
  std::vector<std::string> shard_names;
  for (auto& [shard_name, names] : index.shards) {
    refuse_foreign_kind(path.parent_path() / shard_name);
    shard_names.push_back(shard_name);
    shards_.push_back(std::make_unique<SafetensorsFile>(path.parent_path() / shard_name));
    const auto& held = shards_.back()->tensors();
    for (std::size_t tensor = 0; tensor < held.size(); ++tensor) {
      if (names.erase(held[tensor].name) == 0) continue;
      tensors_.push_back(held[tensor]);
      places_.push_back({shards_.size() - 1, tensor});
    }
    if (!names.empty()) {
      refuse(path.string(), fmt::format("weight_map, \"{:.80}\"", *names.begin()),
             fmt::format("no such tensor in {}", shard_name), "a tensor of that file");
    }
  }
  stored_order_ = std::move(index.stored_order);
  if (stored_order_.empty()) stored_order_ = order_in_shards();
  const bool kept = std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) {
    return shard->order() == data::OrderSource::file || shard->tensors().size() == 1;
  });
  if (kept && are_numbered(shard_names)) order_ = data::OrderSource::file;
}

// savers of shards may copy the metadata of the whole into every shard
std::vector<std::string> SafetensorsIndex::order_in_shards() const {
  if (shards_.empty()) return {};
  const auto& first = shards_.front()->stored_order();
  const bool same = std::all_of(shards_.begin(), shards_.end(),
                                [&](const auto& shard) { return shard->stored_order() == first; });
  return same ? first : std::vector<std::string>{};
}

void SafetensorsIndex::read_rows(std::size_t tensor, std::span<const std::size_t> rows,
                                 std::span<float> out) const {
  const Place& place = places_.at(tensor);
  shards_[place.shard]->read_rows(place.tensor, rows, out);
}

}  // namespace netseam::input
