#pragma once
#include "byte_source.hpp"

#include <zip.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace netseam::input {

/// A zip file open for reading; owns the libzip handle.
class ZipArchive {
 public:
  /// Throws core::InputError if the file is not there or is not a zip archive.
  explicit ZipArchive(const std::filesystem::path& path);
  ~ZipArchive() { zip_discard(handle_); }
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;
  ZipArchive(ZipArchive&&) = delete;
  ZipArchive& operator=(ZipArchive&&) = delete;
  [[nodiscard]] zip_t* get() const noexcept { return handle_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t members() const noexcept;

 private:
  std::string name_;
  zip_t* handle_ = nullptr;
};

/// What the archive's directory says of a member; checked by check_member.
struct ZipMemberInfo {
  std::string name;
  std::uint64_t size = 0, stored_size = 0;
  bool compressed = false;
};

/// The name of a member. Throws core::InputError for an entry without one.
std::string member_name(const ZipArchive& archive, std::uint64_t index);

/// Looks a member up and refuses (core::InputError) what cannot be read or is a bomb: encryption, methods
/// other than stored and deflate, more bytes than deflate can make of the stored ones (1032 to 1), and above
/// 256 MiB more than 100 to 1; stored bytes beyond the file.
ZipMemberInfo check_member(const ZipArchive& archive, std::uint64_t index, std::uint64_t file_size);

/// One member as a sequence of bytes. Stored members are read at any place; deflated ones forwards as a
/// stream, backwards by starting again. The checksum is verified when a deflated member is read to its end.
class ZipMember final : public ByteSource {
 public:
  ZipMember(const ZipArchive& archive, std::uint64_t index, ZipMemberInfo info);
  ~ZipMember() override;
  ZipMember(const ZipMember&) = delete;
  ZipMember& operator=(const ZipMember&) = delete;
  ZipMember(ZipMember&&) = delete;
  ZipMember& operator=(ZipMember&&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept override { return info_.size; }
  void read_at(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  void open();
  void close() noexcept;
  void read_on(std::span<std::byte> out);
  void move_to(std::uint64_t offset);
  [[noreturn]] void fail(const std::string& found) const;

  const ZipArchive& archive_;
  std::uint64_t index_;
  ZipMemberInfo info_;
  zip_file_t* handle_ = nullptr;
  std::uint64_t position_ = 0;
};

}  // namespace netseam::input
