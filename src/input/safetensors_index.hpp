#pragma once
#include "netseam/input/tensor_source.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace netseam::input {

/// Shards of safetensors beside an index {"weight_map": {NAME: FILE, ...}}. Files must lie in the folder of
/// the index; tensors of a shard that the index does not name are left out.
class SafetensorsIndex final : public TensorSource {
 public:
  explicit SafetensorsIndex(const std::filesystem::path& path);
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const override;

 private:
  struct Place {
    std::size_t shard, tensor;
  };
  [[nodiscard]] std::vector<std::string> order_in_shards() const;
  std::vector<std::unique_ptr<TensorSource>> shards_;
  std::vector<Place> places_;  // of each of tensors()
};

/// The files that an index names, in natural order of their names. Throws core::InputError.
[[nodiscard]] std::vector<std::filesystem::path> shard_files(const std::filesystem::path& index);

}  // namespace netseam::input
