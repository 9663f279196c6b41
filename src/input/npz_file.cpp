#include "npz_file.hpp"

#include "file_bytes.hpp"
#include "file_kind.hpp"
#include "npy_header.hpp"
#include "readable_tensor.hpp"
#include "zip_archive.hpp"

#include "netseam/input/layer_selection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace netseam::input {
namespace {

constexpr std::string_view ending = ".npy";

/// Folders, texts and what macOS puts beside every file of an archive are no arrays.
bool is_array(const std::string& member) {
  const auto name = member.substr(member.rfind('/') + 1);
  return member.ends_with(ending) && !member.starts_with("__MACOSX/") && !name.starts_with("._");
}

std::string passed_over(const std::string& file, const std::vector<std::string>& others) {
  if (others.empty()) return {};
  constexpr std::size_t most_named = 5;
  const auto named = others.begin() + static_cast<std::ptrdiff_t>(std::min(others.size(), most_named));
  std::string text = fmt::format("{}", fmt::join(others.begin(), named, ", ")).substr(0, 200);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  return fmt::format("{}: passed over what is no .npy array: {}{}", file, text,
                     others.size() > most_named ? fmt::format(", ... ({} in all)", others.size()) : "");
}

bool sorted_without_numbers(const std::vector<TensorInfo>& tensors) {
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  const auto by_number = [](const auto& a, const auto& b) { return natural_less(a.name, b.name); };
  return std::is_sorted(tensors.begin(), tensors.end(), by_name) &&
         !std::is_sorted(tensors.begin(), tensors.end(), by_number);
}

}  // namespace

NpzFile::NpzFile(const std::filesystem::path& path) : archive_(std::make_unique<ZipArchive>(path)) {
  const std::uint64_t file_size = FileBytes(path).size();
  std::vector<std::string> members, others;
  for (std::uint64_t index = 0; index < archive_->members(); ++index)
    members.push_back(member_name(*archive_, index));
  refuse_foreign_archive(archive_->name(), members);
  for (std::uint64_t index = 0; index < members.size(); ++index) {
    if (is_array(members[index]))
      add_array(index, members[index].substr(0, members[index].size() - ending.size()), file_size);
    else
      others.push_back(members[index]);
  }
  check_names(tensors_);
  note_ = passed_over(archive_->name(), others);
  order_ = data::OrderSource::file;
  if (sorted_without_numbers(tensors_)) put_in_natural_order();
}

// layers.10 stands before layers.2: sorted by who wrote the archive, whose order then says nothing
void NpzFile::put_in_natural_order() {
  order_ = data::OrderSource::guessed;
  std::vector<std::size_t> place(tensors_.size());
  std::iota(place.begin(), place.end(), std::size_t{0});
  std::sort(place.begin(), place.end(), [this](std::size_t a, std::size_t b) {
    return natural_less(tensors_[a].name, tensors_[b].name);
  });
  std::vector<TensorInfo> tensors;
  std::vector<Array> arrays;
  for (const std::size_t tensor : place) {
    tensors.push_back(std::move(tensors_[tensor]));
    arrays.push_back(std::move(arrays_[tensor]));
  }
  tensors_ = std::move(tensors);
  arrays_ = std::move(arrays);
}

// a damaged member is an error of those who read it
void NpzFile::add_array(std::uint64_t index, std::string name, std::uint64_t file_size) {
  TensorInfo tensor{std::move(name), archive_->name(), {}, ElementType::unsupported};
  ArrayLayout layout;
  try {
    ZipMember member(*archive_, index, check_member(*archive_, index, file_size));
    NpyHeader header = read_npy_header(member, archive_->name(), fmt::format("\"{:.80}\"", tensor.name));
    layout = std::move(header.layout);
    tensor.shape = layout.shape;
    tensor.type = layout.type;
    tensor.fortran_order = layout.fortran;
    tensor.type_name = std::move(header.descr);
  } catch (const core::InputError& error) {
    tensor.fault = error.fault();
    tensor.type_name = "damaged";
  }
  tensors_.push_back(std::move(tensor));
  arrays_.push_back({index, std::move(layout)});
}

NpzFile::~NpzFile() { open_.reset(); }

void NpzFile::read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const {
  check_readable(tensors_.at(tensor));
  const Array& array = arrays_[tensor];
  if (open_ == nullptr || open_tensor_ != tensor) {
    const std::uint64_t file_size = FileBytes(archive_->name()).size();
    open_ = std::make_unique<ZipMember>(*archive_, array.member,
                                        check_member(*archive_, array.member, file_size));
    open_tensor_ = tensor;
  }
  read_layout_rows(*open_, array.layout, rows, out);
}

}  // namespace netseam::input
