#include "run_folder.hpp"

#include "netseam/parallel/process_sign.hpp"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace netseam::parallel {
namespace {

namespace fs = std::filesystem;

constexpr const char* shared_memory = "/dev/shm";
constexpr const char* launcher_note = "launcher";

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Start time of a process in ticks since the machine started; nothing where there is no such process, or
/// only a dead one whose parent has not asked for it.
std::optional<std::uint64_t> start_of(std::uint64_t process) {
  const auto sign = look_at_process(static_cast<std::int64_t>(process));
  if (!sign.there || sign.start == 0) return std::nullopt;
  return sign.start;
}

/// "netseam-USER-NAMESPACE-": what the names of all folders begin with that this process may judge.
std::string name_start() {
  const std::string space = this_process().pid_namespace;
  return space.empty() ? "" : "netseam-" + std::to_string(::geteuid()) + "-" + space + "-";
}

bool is_own_folder(const fs::path& path) {
  struct stat about {};
  return ::lstat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == ::geteuid();
}

/// Whether the process of a folder, named "PROCESS-START", is dead.
bool is_dead(std::string_view name) {
  const auto dash = name.find('-');
  if (dash == std::string_view::npos) return false;
  const auto process = number_in(name.substr(0, dash)), start = number_in(name.substr(dash + 1));
  return process && start && start_of(*process) != start;
}

/// A launcher (mpirun, or its daemon on this node), and the folder that it made in TMPDIR.
struct Launcher {
  std::uint64_t process = 0, start = 0;
  std::string folder;
};

std::optional<Launcher> own_launcher() {
  const char* folder = std::getenv("PMIX_SERVER_TMPDIR");
  const std::string name = folder ? fs::path(folder).filename().string() : "";
  if (!name.starts_with("pid.")) return std::nullopt;
  const auto process = number_in(std::string_view(name).substr(4));
  const auto start = process ? start_of(*process) : std::nullopt;
  if (!start) return std::nullopt;
  return Launcher{*process, *start, folder};
}

/// False while the launcher of a dead process lives, which removes its folder itself. Where its number is
/// taken by another process the folder, named by that number, may be in use again, and stays.
bool remove_after_launcher(const fs::path& note) {
  std::ifstream file(note);
  Launcher launcher;
  if (!(file >> launcher.process >> launcher.start >> std::ws) || !std::getline(file, launcher.folder))
    return true;
  if (const auto start = start_of(launcher.process)) return *start != launcher.start;
  std::error_code ignored;
  if (is_own_folder(launcher.folder)) fs::remove_all(launcher.folder, ignored);
  fs::remove(fs::path(launcher.folder).parent_path(), ignored);  // if it is empty
  return true;
}

void remove_folders_of_dead(const std::string& begin) {
  std::error_code error;
  std::vector<fs::path> dead;
  for (fs::directory_iterator entry(shared_memory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(begin) && is_dead(std::string_view(name).substr(begin.size())) &&
        is_own_folder(entry->path()))
      dead.push_back(entry->path());
  }
  for (const auto& folder : dead)
    if (remove_after_launcher(folder / launcher_note)) fs::remove_all(folder, error);
}

}  // namespace

RunFolder::RunFolder() {
  const std::string begin = name_start();
  const auto process = static_cast<std::uint64_t>(::getpid());
  const auto start = start_of(process);
  if (begin.empty() || !start) return;
  remove_folders_of_dead(begin);
  const fs::path folder =
      fs::path(shared_memory) / (begin + std::to_string(process) + "-" + std::to_string(*start));
  if (::mkdir(folder.c_str(), S_IRWXU) == 0) path_ = folder;
}

RunFolder::~RunFolder() {
  if (path_.empty()) return;
  remove_after_launcher(path_ / launcher_note);  // killed as this process came to its end: the note goes now
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void RunFolder::note_launcher() const {
  if (path_.empty()) return;
  const auto launcher = own_launcher();
  if (!launcher) return;
  std::ofstream(path_ / launcher_note) << launcher->process << " " << launcher->start << "\n"
                                       << launcher->folder << "\n";
}

}  // namespace netseam::parallel
