#pragma once
#include "array_layout.hpp"
#include "file_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <filesystem>
#include <vector>

namespace netseam::input {

/// One safetensors file: 8 bytes header length (little endian), JSON header, data.
class SafetensorsFile final : public TensorSource {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const override;

 private:
  mutable FileBytes bytes_;
  std::vector<ArrayLayout> layouts_;
};

}  // namespace netseam::input
