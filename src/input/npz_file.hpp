#pragma once
#include "array_layout.hpp"

#include "netseam/input/tensor_source.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace netseam::input {

class ZipArchive;
class ZipMember;

/// The arrays of an npz file (a zip of npy files), stored or deflated, in the order of the archive. Other
/// members (folders, texts) are passed over.
class NpzFile final : public TensorSource {
 public:
  explicit NpzFile(const std::filesystem::path& path);
  ~NpzFile() override;
  NpzFile(const NpzFile&) = delete;
  NpzFile& operator=(const NpzFile&) = delete;
  NpzFile(NpzFile&&) = delete;
  NpzFile& operator=(NpzFile&&) = delete;
  void read_rows(std::size_t tensor, std::span<const std::size_t> rows, std::span<float> out) const override;

 private:
  struct Array {
    std::uint64_t member = 0;
    ArrayLayout layout;
  };
  void add_array(std::uint64_t index, std::string name, std::uint64_t file_size);
  void put_in_natural_order();

  std::unique_ptr<ZipArchive> archive_;
  std::vector<Array> arrays_;
  // the member read last, so that calls with ascending rows inflate it once
  mutable std::unique_ptr<ZipMember> open_;
  mutable std::size_t open_tensor_ = 0;
};

}  // namespace netseam::input
