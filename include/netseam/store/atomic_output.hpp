#pragma once
#include "netseam/parallel/communicator.hpp"

#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

namespace netseam::store {

/// Where a complete file is to appear.
struct OutputPlace {
  std::filesystem::path path;
  /// Asked by every rank before the file is begun and again before it gets its name; what it throws is thrown
  /// on all ranks and nothing is replaced. Must not communicate. May be empty.
  std::function<void()> check;

  OutputPlace(std::filesystem::path at, std::function<void()> asked = {})  // NOLINT: a path is a place
      : path(std::move(at)), check(std::move(asked)) {}
};

/// A file that appears under its final name only when it is complete. Until then it is beside it under a name
/// that no other run uses.
class AtomicOutput {
 public:
  /// Collective. Makes the folder of the file and an empty partial file. Throws core::ConfigError on all
  /// ranks, with path and reason, if that is not possible, and what the place's check throws. `communicator`
  /// must outlive the object.
  AtomicOutput(const parallel::Communicator& communicator, OutputPlace place);
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
  OutputPlace place_;
  std::filesystem::path partial_;
  bool committed_ = false;
};

/// FINAL.RUN.partial: where this run writes what is to become `final_path`; another name with every call.
[[nodiscard]] std::filesystem::path partial_name(const std::filesystem::path& final_path);

/// Removes what runs have left of the file or folder `final_path` under names of partial_name: of all runs,
/// which only one that holds the lock of its unit may ask for, or of those that have ended on this host or
/// were silent for an hour. What cannot be removed stays. Not collective.
enum class Leftovers { of_all_runs, of_ended_runs };
void remove_leftovers(const std::filesystem::path& final_path, Leftovers which) noexcept;

/// Writes a small text file the same way: complete under `path`, or not at all. Makes the folder. Not
/// collective. Throws core::ConfigError with path and reason.
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// Gives a folder whose files are complete and on disk its final name. No folder of that name may be there.
/// Not collective. Throws core::ConfigError with path and reason.
void publish_folder(const std::filesystem::path& partial, const std::filesystem::path& final_path);

}  // namespace netseam::store
