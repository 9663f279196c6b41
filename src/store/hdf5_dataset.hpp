#pragma once
#include "netseam/store/hdf5_fault_guard.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <utility>

namespace netseam::store {

/// A dataset of a file that somebody else may have written, and what it is made of.
struct OpenDataset {
  Hdf5Handle dataset, space, type;
  DatasetInfo info;
};

/// Throws core::InputError for `object` of `path`.
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& object,
                         const std::string& found, const std::string& expected);

/// Link access properties under which links to other files cannot be followed. Serves as dataset access too.
[[nodiscard]] Hdf5Handle closed_link_access();

/// Opens a dataset and describes it, trusting nothing. Throws Hdf5Error.
[[nodiscard]] OpenDataset open_dataset(Hdf5Id file, const std::string& name);

/// Opens a dataset whose values are to be read. Throws core::InputError if it is missing, lies outside of the
/// file, needs a filter that is not there, or claims more values than the bytes stored for it can give.
[[nodiscard]] OpenDataset open_readable(Hdf5Id file, const std::filesystem::path& path,
                                        const std::string& name);

/// Opens a file without locks, which file systems of clusters may lack; HDF5_USE_FILE_LOCKING wins. Throws
/// core::InputError with the true reason: missing, permission, an I/O error; open for writing elsewhere, by
/// the lock of a writer or by the marks of the file; else that it is not sound HDF5.
[[nodiscard]] Hdf5Handle open_for_reading(const std::filesystem::path& path);

/// Throws core::InputError for a failed call of HDF5: the system's reason, or that `path` is damaged.
[[noreturn]] void refuse_for(const std::filesystem::path& path, const std::string& object,
                             const Hdf5Error& error);

/// Runs `work`; a failed HDF5 call becomes core::InputError for `object` of `path`, a fault inside the
/// library ends the process.
template <class Work>
auto reading(const std::filesystem::path& path, const std::string& object, Work&& work,
             Hdf5FaultGuard::Limit limit = Hdf5FaultGuard::Limit::none) {
  const Hdf5FaultGuard guard(path, limit);
  try {
    return work();
  } catch (const Hdf5Error& error) {
    refuse_for(path, object, error);
  }
}

/// The same of work that reads names and texts only, which ends the process where it comes to no end.
template <class Work>
auto reading_texts(const std::filesystem::path& path, const std::string& object, Work&& work) {
  return reading(path, object, std::forward<Work>(work), Hdf5FaultGuard::Limit::names_and_texts);
}

}  // namespace netseam::store
