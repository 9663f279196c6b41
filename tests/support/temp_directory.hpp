#pragma once
#include "netseam/parallel/communicator.hpp"

#include <filesystem>

namespace netseam::test {

/// A fresh directory, removed with all its content on destruction.
class TempDirectory {
 public:
  /// Of this process alone.
  TempDirectory();
  /// One directory for all ranks. Construction and destruction are collective.
  explicit TempDirectory(const parallel::Communicator& communicator);
  ~TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  TempDirectory(TempDirectory&&) = delete;
  TempDirectory& operator=(TempDirectory&&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  const parallel::Communicator* communicator_ = nullptr;
  std::filesystem::path path_;
};

}  // namespace netseam::test
