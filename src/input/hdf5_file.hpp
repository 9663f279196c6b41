#pragma once
#include "netseam/input/tensor_source.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <filesystem>
#include <vector>

namespace netseam::input {

/// The datasets of an HDF5 file; a tensor's name is its path without the leading slash.
class Hdf5File final : public TensorSource {
 public:
  explicit Hdf5File(const std::filesystem::path& path);
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const override;
  [[nodiscard]] std::size_t scratch_bytes(std::size_t tensor) const override;

 private:
  store::Hdf5Reader reader_;
};

}  // namespace netseam::input
