#include "netseam/store/atomic_output.hpp"

#include "atomic_file.hpp"
#include "posix_file.hpp"

#include "netseam/parallel/agree.hpp"

#include <cerrno>
#include <fcntl.h>
#include <span>
#include <utility>

namespace netseam::store {
namespace {

std::filesystem::path partial_name(std::filesystem::path path) { return path += ".partial"; }

void remove_quietly(const std::filesystem::path& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

}  // namespace

AtomicOutput::AtomicOutput(const parallel::Communicator& communicator,
                           const std::filesystem::path& final_path)
    : communicator_(communicator), final_(final_path), partial_(partial_name(final_path)) {
  parallel::agree(communicator_, [&] {
    if (!communicator_.is_root()) return;
    make_parent(final_);
    // a folder in the way would otherwise be found only by the rename, after all work is done
    if (std::filesystem::is_directory(final_)) throw_write_error(final_, "replace it", EISDIR);
    PosixFile(partial_, O_WRONLY | O_CREAT | O_TRUNC).close();
  });
}

AtomicOutput::~AtomicOutput() {
  if (!committed_ && communicator_.is_root()) remove_quietly(partial_);
}

void AtomicOutput::commit() {
  parallel::agree(communicator_, [&] {
    if (!communicator_.is_root()) return;
    PosixFile file(partial_, O_RDWR);
    file.sync();
    file.close();
    rename_durably(partial_, final_);
  });
  committed_ = true;
}

void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const PosixFile& file)>& fill) {
  make_parent(path);
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
