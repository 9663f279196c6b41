#pragma once
#include <array>
#include <csignal>
#include <filesystem>

namespace netseam::store {

/// While it lives, a fault of libhdf5 in this thread ends the process with the exit code of bad input and a
/// message that names the file: Debian's 1.10 follows what a damaged file says to memory that is not there,
/// and in circles. Guards nest. Nothing in builds with the address sanitizer, which reports such faults
/// itself.
class Hdf5FaultGuard {
 public:
  /// What takes longer, in seconds of the processor, is taken for a circle. Values of any amount may be read
  /// without a limit.
  enum class Limit : unsigned { none = 0, names_and_texts = 60 };
  /// `path` must outlive the guard. A nested guard has the limit of the outer one.
  explicit Hdf5FaultGuard(const std::filesystem::path& path, Limit limit = Limit::none) noexcept;
  ~Hdf5FaultGuard();
  Hdf5FaultGuard(const Hdf5FaultGuard&) = delete;
  Hdf5FaultGuard& operator=(const Hdf5FaultGuard&) = delete;
  Hdf5FaultGuard(Hdf5FaultGuard&&) = delete;
  Hdf5FaultGuard& operator=(Hdf5FaultGuard&&) = delete;

 private:
  static constexpr std::array signals_{SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGVTALRM};
  bool limited_ = false;
  const char* previous_file_ = nullptr;
  stack_t previous_stack_{};
  std::array<struct sigaction, signals_.size()> previous_{};
};

}  // namespace netseam::store
