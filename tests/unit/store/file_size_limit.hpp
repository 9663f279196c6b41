#pragma once
#include <csignal>
#include <cstddef>
#include <sys/resource.h>

namespace netseam::test {

/// While it lives, no file of this process grows beyond `bytes`: a write then fails as on a full disk (with
/// EFBIG). Works without privileges.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes);
  ~FileSizeLimit();
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  FileSizeLimit(FileSizeLimit&&) = delete;
  FileSizeLimit& operator=(FileSizeLimit&&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace netseam::test
