#include "netseam/parallel/shared_array.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/ending.hpp"
#include "netseam/parallel/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <sys/resource.h>
#include <utility>

namespace netseam::parallel {
namespace {

/// Offset of the first aligned byte; the same on all ranks, for mappings begin at pages.
std::size_t padding(const void* start) {
  return (core::alignment - reinterpret_cast<std::uintptr_t>(start) % core::alignment) % core::alignment;
}

/// MPI's own failure would end the job without a word of advice, and a full /dev/shm or an exhausted memory
/// limit kills at the first write.
void refuse_too_much(std::size_t bytes, bool is_window) {
  struct rlimit file {};
  if (is_window && ::getrlimit(RLIMIT_FSIZE, &file) == 0 && bytes > file.rlim_cur)  // a window is a file
    throw core::ConfigError(fmt::format(
        "{:.1f} MB of shared memory are needed on a node, files may have {:.1f} MB: File too large; raise "
        "the limit on file sizes (ulimit -f)",
        static_cast<double>(bytes) / 1e6, static_cast<double>(file.rlim_cur) / 1e6));
  const std::size_t memory = available_memory();
  const std::size_t room = is_window ? std::min(memory, available_shared_memory()) : memory;
  if (bytes <= room) return;
  throw core::ConfigError(
      fmt::format("{:.1f} MB of memory are needed on a node, {} has room for {:.1f} MB: take fewer samples "
                  "or more nodes{}",
                  static_cast<double>(bytes) / 1e6, room < memory ? "/dev/shm" : "it",
                  static_cast<double>(room) / 1e6, room < memory ? ", or enlarge /dev/shm" : ""));
}

}  // namespace

SharedArray::SharedArray(const Communicator& node, std::size_t bytes) : node_(node.get()) {
  agree(node, [&] {
    if (node.is_root()) refuse_too_much(bytes + core::alignment, node.size() > 1);
  });
  if (node.size() == 1) {
    private_.reset(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{core::alignment})));
    bytes_ = {private_.get(), bytes};
    return;
  }
  const MPI_Aint size = node.is_root() ? static_cast<MPI_Aint>(bytes + core::alignment) : 0;
  void* own = nullptr;
  MPI_Errhandler previous = MPI_ERRHANDLER_NULL;
  MPI_Comm_get_errhandler(node_, &previous);
  MPI_Comm_set_errhandler(node_, MPI_ERRORS_RETURN);
  const int code = MPI_Win_allocate_shared(size, 1, MPI_INFO_NULL, node_, &own, &window_);
  MPI_Comm_set_errhandler(node_, previous);
  if (previous != MPI_ERRHANDLER_NULL) MPI_Errhandler_free(&previous);
  // it may fail on one rank, for which the others then wait inside of MPI
  if (code != MPI_SUCCESS)
    end_all_ranks(core::ExitCode::usage,
                  fmt::format("MPI gave no shared memory of {} bytes in /dev/shm", bytes));
  MPI_Aint whole = 0;
  int unit = 0;
  void* start = nullptr;
  MPI_Win_shared_query(window_, 0, &whole, &unit, &start);
  bytes_ = {static_cast<std::byte*>(start) + padding(start), bytes};
  MPI_Win_lock_all(MPI_MODE_NOCHECK, window_);
  synchronise();
}

SharedArray::~SharedArray() { free(); }

SharedArray::SharedArray(SharedArray&& other) noexcept
    : private_(std::move(other.private_)),
      window_(std::exchange(other.window_, MPI_WIN_NULL)),
      node_(std::exchange(other.node_, MPI_COMM_NULL)),
      bytes_(std::exchange(other.bytes_, {})) {}

SharedArray& SharedArray::operator=(SharedArray&& other) noexcept {
  if (this != &other) {
    free();
    private_ = std::move(other.private_);
    window_ = std::exchange(other.window_, MPI_WIN_NULL);
    node_ = std::exchange(other.node_, MPI_COMM_NULL);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

void SharedArray::Free::operator()(std::byte* memory) const noexcept {
  ::operator delete (memory, std::align_val_t{core::alignment});
}

void SharedArray::synchronise() const {
  if (window_ == MPI_WIN_NULL) return;
  MPI_Win_sync(window_);
  MPI_Barrier(node_);
  MPI_Win_sync(window_);
}

void SharedArray::free() noexcept {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (window_ == MPI_WIN_NULL || finalized != 0) return;
  MPI_Win_unlock_all(window_);
  MPI_Win_free(&window_);
}

}  // namespace netseam::parallel
