#include "netseam/store/atomic_output.hpp"

#include "atomic_file.hpp"
#include "posix_file.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/process_sign.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netseam::store {
namespace {

constexpr std::string_view partial_ending = ".partial";

void remove_quietly(const std::filesystem::path& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

}  // namespace

std::filesystem::path partial_name(const std::filesystem::path& final_path) {
  auto path = final_path;
  return path += "." + parallel::run_token() + std::string(partial_ending);
}

void remove_leftovers(const std::filesystem::path& final_path, Leftovers which) noexcept {
  namespace fs = std::filesystem;
  try {
    const std::string begin = final_path.filename().string() + ".";
    const auto folder = final_path.has_parent_path() ? final_path.parent_path() : fs::path(".");
    std::error_code error;
    std::vector<fs::path> old;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      // MPI-IO makes files of its own beside the one it writes: NAME.partial.data.0 and the like
      const auto ending = name.find(partial_ending);
      if (!name.starts_with(begin) || ending == std::string::npos) continue;
      const std::string more = name.substr(ending + partial_ending.size());
      if (!more.empty() && more.front() != '.') continue;
      std::error_code unread;
      const auto age = fs::file_time_type::clock::now() - entry->last_write_time(unread);
      const std::string stem = name.substr(0, ending);
      const bool ended = parallel::has_ended(stem.substr(stem.rfind('.') + 1));
      if (which == Leftovers::of_all_runs || ended || (!unread && age > std::chrono::hours{1}))
        old.push_back(entry->path());
    }
    for (const auto& path : old) fs::remove_all(path, error);
  } catch (const std::exception&) {  // out of memory: they stay
  }
}

AtomicOutput::AtomicOutput(const parallel::Communicator& communicator, OutputPlace place)
    : communicator_(communicator), place_(std::move(place)) {
  const auto name = parallel::agree(communicator_, [&] {
    if (place_.check) place_.check();
    if (!communicator_.is_root()) return std::string();
    make_parent(place_.path);
    // a folder in the way would otherwise be found only by the rename, after all work is done
    std::error_code error;
    if (std::filesystem::is_directory(place_.path, error))
      throw_write_error(place_.path, "replace it", EISDIR);
    const auto partial = partial_name(place_.path);
    PosixFile(partial, O_WRONLY | O_CREAT | O_TRUNC).close();
    return partial.string();
  });
  partial_ = parallel::broadcast(communicator_, name);
}

AtomicOutput::~AtomicOutput() {
  if (!committed_ && communicator_.is_root()) remove_quietly(partial_);
}

void AtomicOutput::commit() {
  parallel::agree(communicator_, [&] {
    if (communicator_.is_root()) {
      PosixFile file(partial_, O_RDWR);
      file.sync();
      file.close();
    }
    if (place_.check) place_.check();
  });
  parallel::agree(communicator_, [&] {
    if (communicator_.is_root()) rename_durably(partial_, place_.path);
  });
  committed_ = true;
}

void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const PosixFile& file)>& fill) {
  make_parent(path);
  remove_leftovers(path, Leftovers::of_ended_runs);
  const std::filesystem::path partial = partial_name(path);
  try {
    PosixFile file(partial, O_WRONLY | O_CREAT | O_TRUNC);
    fill(file);
    file.sync();
    file.close();
    rename_durably(partial, path);
  } catch (...) {
    remove_quietly(partial);
    throw;
  }
}

void write_text_atomically(const std::filesystem::path& path, std::string_view text) {
  write_file_atomically(path,
                        [&](const PosixFile& file) { file.write_at(0, std::as_bytes(std::span(text))); });
}

void publish_folder(const std::filesystem::path& partial, const std::filesystem::path& final_path) {
  make_parent(final_path);
  rename_durably(partial, final_path);
}

}  // namespace netseam::store
