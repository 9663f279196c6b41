#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace netseam::store {

/// A call of the HDF5 library failed; the message holds what was tried and HDF5's own innermost explanation.
/// Inside store/ only: readers turn it into core::InputError, writers into core::ConfigError, with the file's
/// name.
class Hdf5Error : public std::runtime_error {
 public:
  explicit Hdf5Error(const std::string& message, int system_error = 0)
      : std::runtime_error(message), system_error_(system_error) {}
  /// The errno of the system call that failed; 0 if it was none, that is, if the content is at fault.
  [[nodiscard]] int system_error() const noexcept { return system_error_; }

 private:
  int system_error_;
};

/// HDF5's hid_t, spelled here so that public headers do without hdf5.h.
using Hdf5Id = std::int64_t;

/// The value of an HDF5 call, unless it is negative, which HDF5 returns on failure: then throws Hdf5Error
/// with `what` and the text of HDF5's error stack. The library's own printing to stderr is switched off on
/// first use. Not collective.
Hdf5Id checked(Hdf5Id value, const std::string& what);

/// Stops HDF5 from printing its error stack to stderr; call it before the first HDF5 call of a file. Cheap,
/// repeatable.
void silence_hdf5();

/// Owner of one HDF5 id (file, group, dataset, space, type, property list) with the function that closes it.
/// Move-only. Destruction closes and ignores failure; close() reports it. Closing a file opened with MPI-IO
/// is collective.
class Hdf5Handle {
 public:
  using Close = int (*)(Hdf5Id);
  Hdf5Handle() = default;
  /// Takes ownership of `id`. Throws Hdf5Error with `what` if it is negative, that is, if the call that made
  /// it failed.
  Hdf5Handle(Hdf5Id id, Close closing, const std::string& what) : id_(checked(id, what)), close_(closing) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    if (this != &other) {
      release();
      id_ = std::exchange(other.id_, -1);
      close_ = other.close_;
    }
    return *this;
  }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() { release(); }

  [[nodiscard]] Hdf5Id get() const noexcept { return id_; }
  [[nodiscard]] bool open() const noexcept { return id_ >= 0; }
  /// Closes now. Throws Hdf5Error with `what` on failure; the handle is empty afterwards in any case.
  void close(const std::string& what);

 private:
  void release() noexcept;
  Hdf5Id id_ = -1;
  Close close_ = nullptr;
};

}  // namespace netseam::store
