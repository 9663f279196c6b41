#include "netseam/input/tensor_set.hpp"

#include "name_list.hpp"
#include "refuse.hpp"

#include "netseam/input/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace netseam::input {
namespace {

using data::OrderSource;

// a name with '#' in the place of every number, and whether it has one
std::pair<std::string, bool> without_numbers(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string text;
  bool numbered = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_digit(name[i])) {
      text += name[i];
    } else if (i == 0 || !is_digit(name[i - 1])) {
      text += '\0';  // no name has one
      numbered = true;
    }
  }
  return {std::move(text), numbered};
}

}  // namespace

bool are_numbered(std::span<const std::string> names) {
  if (names.size() < 2) return true;
  const auto [first, numbered] = without_numbers(names.front());
  return numbered && std::all_of(names.begin(), names.end(), [&first = first](const std::string& name) {
           return without_numbers(name).first == first;
         });
}

std::optional<std::filesystem::path> order_file_beside(const std::vector<std::filesystem::path>& files) {
  if (files.empty()) return std::nullopt;
  auto path = files.front().parent_path() / order_file_name;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::nullopt;
  return path;
}

TensorSet::TensorSet(const std::vector<std::filesystem::path>& files, OrderFile order_file) {
  std::vector<Place> left;
  std::vector<std::string> file_names;
  for (const auto& file : files) {
    sources_.push_back(open_tensors(file));
    file_names.push_back(file.filename().string());
    for (std::size_t tensor = 0; tensor < sources_.back()->tensors().size(); ++tensor)
      left.push_back({sources_.size() - 1, tensor});
  }
  if (const auto stored = order_of_all(files, order_file)) {
    add_part(take_named(*stored, left), OrderSource::stored);
    order_.layers = tensors_.size();
    add_part(left, OrderSource::guessed);
    return;
  }
  if (are_numbered(file_names)) order_.across = OrderSource::numbered;
  std::vector<Place> unnamed;
  for (std::size_t source = 0; source < sources_.size(); ++source) {
    std::vector<Place> own;
    for (std::size_t tensor = 0; tensor < sources_[source]->tensors().size(); ++tensor)
      own.push_back({source, tensor});
    const auto& names = sources_[source]->stored_order();
    if (names.empty()) {
      add_part(own, sources_[source]->order());
      continue;
    }
    add_part(take_named({names, files[source], std::string(order_key)}, own), OrderSource::stored);
    unnamed.insert(unnamed.end(), own.begin(), own.end());
  }
  order_.layers = tensors_.size();
  add_part(unnamed, OrderSource::guessed);
}

// one list for all files: that of each of them, or of the file beside them
std::optional<TensorSet::StoredOrder> TensorSet::order_of_all(const std::vector<std::filesystem::path>& files,
                                                              OrderFile order_file) const {
  if (sources_.empty()) return std::nullopt;
  const auto& first = sources_.front()->stored_order();
  const bool same = std::all_of(sources_.begin(), sources_.end(),
                                [&](const auto& source) { return source->stored_order() == first; });
  if (same && !first.empty()) return StoredOrder{first, files.front(), std::string(order_key)};
  const bool none = std::all_of(sources_.begin(), sources_.end(),
                                [](const auto& source) { return source->stored_order().empty(); });
  if (!none || order_file == OrderFile::ignored) return std::nullopt;
  const auto beside = order_file_beside(files);
  if (!beside) return std::nullopt;
  return StoredOrder{read_name_list(*beside), *beside, ""};
}

std::vector<TensorSet::Place> TensorSet::take_named(const StoredOrder& stored,
                                                    std::vector<Place>& left) const {
  std::unordered_map<std::string, std::size_t> rank;
  for (std::size_t k = 0; k < stored.names.size(); ++k) rank.emplace(stored.names[k], k);
  std::vector<std::vector<Place>> of_rank(stored.names.size());
  std::vector<Place> unnamed;
  for (const Place& place : left) {
    const auto found = rank.find(name_of(place));
    (found == rank.end() ? unnamed : of_rank[found->second]).push_back(place);
  }
  std::vector<Place> named;
  for (std::size_t k = 0; k < of_rank.size(); ++k) {
    std::error_code error;
    // a glob may open some of the npy files that layers.json names
    const bool beside =
        stored.place.empty() &&
        std::filesystem::exists(stored.file.parent_path() / (stored.names[k] + ".npy"), error);
    if (of_rank[k].empty() && !beside) {
      std::vector<TensorInfo> all;
      for (const Place& place : left) all.push_back(sources_[place.source]->tensors()[place.tensor]);
      refuse(stored.file.string(), stored.place,
             fmt::format("the layer \"{:.80}\", of which there is no tensor", stored.names[k]),
             near_names(stored.names[k], all));
    }
    named.insert(named.end(), of_rank[k].begin(), of_rank[k].end());
  }
  left = std::move(unnamed);
  return named;
}

std::string TensorSet::name_of(const Place& place) const {
  return sources_[place.source]->tensors()[place.tensor].name;
}

void TensorSet::add_part(const std::vector<Place>& places, OrderSource inside) {
  for (const Place& place : places) {
    tensors_.push_back(sources_[place.source]->tensors()[place.tensor]);
    places_.push_back(place);
    order_.part.push_back(order_.inside.size());
  }
  order_.inside.push_back(inside);
}

std::vector<std::string> TensorSet::notes() const {
  std::vector<std::string> notes;
  for (const auto& source : sources_)
    if (!source->note().empty()) notes.push_back(source->note());
  return notes;
}

void TensorSet::read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const {
  const Place& place = places_.at(tensor);
  sources_[place.source]->read_rows(place.tensor, rows, out);
}

std::size_t TensorSet::scratch_bytes(std::size_t tensor) const {
  const Place& place = places_.at(tensor);
  return sources_[place.source]->scratch_bytes(place.tensor);
}

}  // namespace netseam::input
