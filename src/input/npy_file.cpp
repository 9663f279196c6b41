#include "npy_file.hpp"

#include "npy_header.hpp"
#include "readable_tensor.hpp"

namespace netseam::input {

NpyFile::NpyFile(const std::filesystem::path& path) : bytes_(path) {
  NpyHeader header = read_npy_header(bytes_, bytes_.name(), "header");
  layout_ = std::move(header.layout);
  tensors_.push_back(
      {path.stem().string(), bytes_.name(), layout_.shape, layout_.type, layout_.fortran, header.descr});
  check_names(tensors_);
}

void NpyFile::read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const {
  check_readable(tensors_.at(tensor));
  read_layout_rows(bytes_, layout_, rows, out);
}

}  // namespace netseam::input
