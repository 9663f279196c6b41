#pragma once
#include <filesystem>

namespace netseam::parallel {

/// A folder in /dev/shm of this process alone, for what Open MPI shares between the ranks of a node and for
/// the folders that it makes, whose names would otherwise meet those of other runs. Its name holds process
/// number and start time, so that what a killed run left is told from what is in use: making a folder removes
/// those of dead processes of this user, and what their launchers left in TMPDIR. Nothing fails: without
/// /dev/shm there is no folder. Only processes of the same name space of process numbers are judged.
class RunFolder {
 public:
  RunFolder();
  /// Removes the folder with what is in it.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  RunFolder(RunFolder&&) = delete;
  RunFolder& operator=(RunFolder&&) = delete;

  /// Empty where there is none.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Notes the folder of the launcher that started this process, so that a later run can remove it once both
  /// are dead; before MPI is up, which takes the longest time of a short run.
  void note_launcher() const;

 private:
  std::filesystem::path path_;
};

}  // namespace netseam::parallel
