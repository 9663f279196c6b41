#include "npz_file.hpp"

#include "file_bytes.hpp"
#include "npy_header.hpp"
#include "readable_tensor.hpp"
#include "refuse.hpp"
#include "zip_archive.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::input {
namespace {

constexpr std::string_view ending = ".npy";

}  // namespace

NpzFile::NpzFile(const std::filesystem::path& path) : archive_(std::make_unique<ZipArchive>(path)) {
  const std::uint64_t file_size = FileBytes(path).size();
  for (std::uint64_t index = 0; index < archive_->members(); ++index) {
    ZipMemberInfo info = check_member(*archive_, index, file_size);
    if (!info.name.ends_with(ending)) {
      refuse(archive_->name(), fmt::format("\"{:.80}\"", info.name), "a member that is no npy array",
             "names in .npy");
    }
    std::string name = info.name.substr(0, info.name.size() - ending.size());
    const std::string place = fmt::format("\"{:.80}\"", name);
    ZipMember member(*archive_, index, std::move(info));
    NpyHeader header = read_npy_header(member, archive_->name(), place);
    const ArrayLayout& layout = header.layout;
    tensors_.push_back(
        {std::move(name), archive_->name(), layout.shape, layout.type, layout.fortran, header.descr});
    arrays_.push_back({index, std::move(header.layout)});
  }
  check_names(tensors_);
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
