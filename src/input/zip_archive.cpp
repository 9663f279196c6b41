#include "zip_archive.hpp"

#include "file_bytes.hpp"
#include "refuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace netseam::input {
namespace {

constexpr std::uint64_t deflate_limit = 1032;          // bytes out of one byte, from the format
constexpr std::uint64_t doubtful_size = 256ULL << 20;  // from here on a high ratio is taken for a bomb
constexpr std::uint64_t doubtful_ratio = 100;
constexpr std::size_t skip_block = std::size_t{64} << 10;

}  // namespace

ZipArchive::ZipArchive(const std::filesystem::path& path) : name_(path.string()) {
  const FileBytes must_be_regular(path);
  int code = 0;
  handle_ = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (handle_ == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    refuse(name_, "", text, "a zip archive of npy arrays");
  }
}

std::uint64_t ZipArchive::members() const noexcept {
  return static_cast<std::uint64_t>(std::max<zip_int64_t>(zip_get_num_entries(handle_, 0), 0));
}

std::string member_name(const ZipArchive& archive, std::uint64_t index) {
  const char* name = zip_get_name(archive.get(), index, 0);
  if (name == nullptr)
    refuse(archive.name(), fmt::format("member {}", index), zip_strerror(archive.get()), "a complete entry");
  return name;
}

ZipMemberInfo check_member(const ZipArchive& archive, std::uint64_t index, std::uint64_t file_size) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t needed =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  const std::string number = fmt::format("member {}", index);
  if (zip_stat_index(archive.get(), index, 0, &stat) != 0 || (stat.valid & needed) != needed) {
    refuse(archive.name(), number, zip_strerror(archive.get()), "a complete entry");
  }
  const std::string place = fmt::format("\"{:.80}\"", stat.name);
  if (stat.encryption_method != ZIP_EM_NONE)
    refuse(archive.name(), place, "an encrypted member", "plain members");
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    refuse(archive.name(), place, fmt::format("compression method {}", stat.comp_method),
           "stored or deflated members");
  }
  const bool compressed = stat.comp_method == ZIP_CM_DEFLATE;
  if (stat.comp_size > file_size || (!compressed && stat.size != stat.comp_size)) {
    refuse(archive.name(), place, fmt::format("{} stored bytes", stat.comp_size),
           compressed ? fmt::format("at most {}, the size of the file", file_size)
                      : fmt::format("{}", stat.size));
  }
  const bool impossible = stat.size / deflate_limit > stat.comp_size;
  if (compressed &&
      (impossible || (stat.size > doubtful_size && stat.size / doubtful_ratio > stat.comp_size))) {
    refuse(archive.name(), place,
           fmt::format("{} bytes said to inflate to {}, a zip bomb", stat.comp_size, stat.size),
           fmt::format("at most {} to 1 above {} MiB; save such arrays uncompressed (numpy.savez)",
                       doubtful_ratio, doubtful_size >> 20));
  }
  return {stat.name, stat.size, stat.comp_size, compressed};
}

ZipMember::ZipMember(const ZipArchive& archive, std::uint64_t index, ZipMemberInfo info)
    : archive_(archive), index_(index), info_(std::move(info)) {
  open();
}

ZipMember::~ZipMember() { close(); }

void ZipMember::open() {
  close();
  position_ = 0;
  handle_ = zip_fopen_index(archive_.get(), index_, 0);
  if (handle_ == nullptr) fail(zip_strerror(archive_.get()));
}

void ZipMember::close() noexcept {
  if (handle_ != nullptr) zip_fclose(std::exchange(handle_, nullptr));
}

void ZipMember::fail(const std::string& found) const {
  refuse(archive_.name(), fmt::format("\"{:.80}\"", info_.name), found,
         fmt::format("{} sound bytes", info_.size));
}

void ZipMember::read_on(std::span<std::byte> out) {
  while (!out.empty()) {
    const zip_int64_t got = zip_fread(handle_, out.data(), out.size());
    if (got < 0) fail(zip_file_strerror(handle_));
    if (got == 0) fail(fmt::format("the end of the member after {} bytes", position_));
    position_ += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void ZipMember::move_to(std::uint64_t offset) {
  if (handle_ == nullptr) open();
  if (offset == position_) return;
  if (!info_.compressed) {
    if (zip_fseek(handle_, static_cast<zip_int64_t>(offset), SEEK_SET) != 0) fail(zip_file_strerror(handle_));
    position_ = offset;
    return;
  }
  if (offset < position_) open();
  std::vector<std::byte> skipped(
      static_cast<std::size_t>(std::min<std::uint64_t>(skip_block, offset - position_)));
  while (position_ < offset) {
    read_on(std::span(skipped).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(skipped.size(), offset - position_))));
  }
}

void ZipMember::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (offset > info_.size || out.size() > info_.size - offset) {
    fail(fmt::format("a read of {} bytes from byte {}", out.size(), offset));
  }
  move_to(offset);
  read_on(out);
  if (info_.compressed &&
      position_ == info_.size) {  // asking for more makes libzip compare size and checksum
    std::byte beyond{};
    const zip_int64_t got = zip_fread(handle_, &beyond, 1);
    if (got != 0) fail(got < 0 ? zip_file_strerror(handle_) : "more bytes than the directory says");
    close();
    position_ = 0;
  }
}

}  // namespace netseam::input
