#pragma once
#include "byte_source.hpp"

#include <filesystem>
#include <string>

namespace netseam::input {

/// A regular file, open for reading; owns the file descriptor.
class FileBytes final : public ByteSource {
 public:
  /// Throws core::InputError if the file cannot be opened or is not a regular file.
  explicit FileBytes(const std::filesystem::path& path);
  ~FileBytes() override;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  FileBytes(FileBytes&&) = delete;
  FileBytes& operator=(FileBytes&&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  void read_at(std::uint64_t offset, std::span<std::byte> out) override;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Tells the system that these bytes will be read one after the other.
  void expect_sequence(std::uint64_t offset, std::uint64_t length) const noexcept;

 private:
  std::string name_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace netseam::input
