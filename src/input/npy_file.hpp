#pragma once
#include "array_layout.hpp"
#include "file_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <filesystem>

namespace netseam::input {

/// One array in an npy file; its name is the file name without ".npy".
class NpyFile final : public TensorSource {
 public:
  explicit NpyFile(const std::filesystem::path& path);
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const override;

 private:
  mutable FileBytes bytes_;
  ArrayLayout layout_;
};

}  // namespace netseam::input
