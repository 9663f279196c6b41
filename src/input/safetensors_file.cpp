#include "safetensors_file.hpp"

#include "readable_tensor.hpp"
#include "refuse.hpp"
#include "safetensors_header.hpp"

#include "netseam/input/layer_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <set>

namespace netseam::input {
namespace {

constexpr std::uint64_t longest_header = 100'000'000;  // the limit of the reference reader

std::string read_header(FileBytes& bytes) {
  std::array<unsigned char, 8> stored{};
  if (bytes.size() < stored.size()) {
    refuse(bytes.name(), "header", fmt::format("{} bytes", bytes.size()), "a safetensors file");
  }
  bytes.read_at(0, std::as_writable_bytes(std::span(stored)));
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < stored.size(); ++i) length |= static_cast<std::uint64_t>(stored[i]) << 8 * i;
  const std::uint64_t limit = std::min(longest_header, bytes.size() - stored.size());
  if (length > limit) {
    refuse(bytes.name(), "header length", fmt::format("{}", length),
           fmt::format("at most {} ({})", limit,
                       limit == longest_header ? "the limit of the format" : "what the file holds"));
  }
  std::string text(length, '\0');
  bytes.read_at(stored.size(), std::as_writable_bytes(std::span(text)));
  return text;
}

// the safetensors library sorts by type, then by name; then the order of the file tells nothing of the
// network's
bool is_alphabetical(const std::vector<SafetensorsEntry>& entries) {
  std::set<std::string_view> types;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool same_type = i > 0 && entries[i].type_name == entries[i - 1].type_name;
    if (same_type && entries[i].name < entries[i - 1].name) return false;
    if (!same_type && !types.insert(entries[i].type_name).second) return false;
  }
  return true;
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : bytes_(path) {
  const std::string header = read_header(bytes_);
  const std::uint64_t data = 8 + header.size();
  auto [entries, stored] = parse_safetensors_header(header, bytes_.size() - data, bytes_.name());
  stored_order_ = std::move(stored);
  order_ = is_alphabetical(entries) ? data::OrderSource::guessed : data::OrderSource::file;
  if (order_ == data::OrderSource::guessed) {
    std::sort(entries.begin(), entries.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
      return natural_less(a.name, b.name);
    });
  }
  for (SafetensorsEntry& entry : entries) {
    const ElementType type = element_type_of_dtype(entry.type_name);
    layouts_.push_back(
        {data + entry.begin, entry.shape, type, false, std::endian::native == std::endian::big});
    tensors_.push_back(
        {std::move(entry.name), bytes_.name(), std::move(entry.shape), type, false, entry.type_name});
  }
  check_names(tensors_);
}

void SafetensorsFile::read_rows(std::size_t tensor, std::span<const std::size_t> rows,
                                std::span<float> out) const {
  check_readable(tensors_.at(tensor));
  read_layout_rows(bytes_, layouts_[tensor], rows, out);
}

}  // namespace netseam::input
