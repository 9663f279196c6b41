#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <filesystem>

namespace netseam::parallel {

/// Bytes that a run may still take on this node: the kernel's MemAvailable, or what the memory limit of this
/// process's control group (version 1 or 2, its parents too) leaves, if that is less. `root` is where /proc
/// and /sys are (tests).
[[nodiscard]] std::size_t available_memory(const std::filesystem::path& root = "/");
/// Bytes free for shared memory (/dev/shm), where MPI puts its windows; the largest value where there is no
/// such place.
[[nodiscard]] std::size_t available_shared_memory(const std::filesystem::path& shared = "/dev/shm");

/// Memory of this process as the kernel counts it, in bytes.
struct ProcessMemory {
  std::size_t resident = 0;  // VmRSS = own + library + shared
  std::size_t own = 0;       // RssAnon: nobody else has it
  std::size_t library = 0;   // RssFile: program and libraries; one copy serves all ranks of a node
  std::size_t shared = 0;    // RssShmem: touched pages of shared windows; one copy serves all ranks of a node
  std::size_t peak_resident = 0;  // VmHWM
  /// Peak of `own`, of which the kernel keeps no count: the peak less what is shared now. Exact if what is
  /// shared has not grown since the peak, too small otherwise; so ask at the end of every phase and keep the
  /// largest answer.
  [[nodiscard]] std::size_t peak_own() const noexcept;
};
[[nodiscard]] ProcessMemory process_memory(const std::filesystem::path& root = "/");

/// Peak memory of this rank's node: what every rank had of its own, summed, and once what the ranks share.
/// Call it after the work, while the shared windows still stand. `peak_own`: the largest
/// ProcessMemory::peak_own() of earlier phases. Collective over the ranks of one node.
[[nodiscard]] std::size_t node_peak_memory(const Communicator& node, std::size_t peak_own = 0);

/// From now on buffers of 1 MB and more go back to the system as soon as they are freed. Without it glibc's
/// malloc comes to keep ever larger ones, and what a phase has freed adds to what the next one takes. Cost:
/// fresh pages for each such buffer.
void return_large_buffers();

}  // namespace netseam::parallel
