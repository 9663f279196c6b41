#pragma once
#include "netseam/parallel/communicator.hpp"

#include <filesystem>
#include <string_view>

namespace netseam::store {

/// A file that appears under its final name only when it is complete. Until then it is FINAL.partial beside
/// it.
class AtomicOutput {
 public:
  /// Collective. Makes the folder of `final_path` and an empty partial file (an old one is cut). Throws
  /// core::ConfigError on all ranks, with path and reason, if that is not possible. `communicator` must
  /// outlive the object.
  AtomicOutput(const parallel::Communicator& communicator, const std::filesystem::path& final_path);
  AtomicOutput(const AtomicOutput&) = delete;
  AtomicOutput& operator=(const AtomicOutput&) = delete;
  AtomicOutput(AtomicOutput&&) = delete;
  AtomicOutput& operator=(AtomicOutput&&) = delete;
  /// Removes the partial file unless commit() succeeded. Not collective: the root does it.
  ~AtomicOutput();

  /// Where to write: pass it to CollectiveFile::create, or write it on one rank.
  [[nodiscard]] const std::filesystem::path& partial() const noexcept { return partial_; }
  /// Collective. Puts the closed partial file on disk and gives it the final name, replacing an older file.
  /// Throws core::ConfigError on all ranks, with path and reason; an older file is then untouched.
  void commit();

 private:
  const parallel::Communicator& communicator_;
  std::filesystem::path final_, partial_;
  bool committed_ = false;
};

/// Writes a small text file the same way: complete under `path`, or not at all. Makes the folder. Not
/// collective. Throws core::ConfigError with path and reason.
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// Gives a folder whose files are complete and on disk its final name. No folder of that name may be there.
/// Not collective. Throws core::ConfigError with path and reason.
void publish_folder(const std::filesystem::path& partial, const std::filesystem::path& final_path);

}  // namespace netseam::store
