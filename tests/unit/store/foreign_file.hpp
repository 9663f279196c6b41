#pragma once
#include "netseam/store/hdf5_handle.hpp"

#include <hdf5.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace netseam::test {

/// A file written with plain serial HDF5 calls, as other programs do.
class ForeignFile {
 public:
  explicit ForeignFile(const std::filesystem::path& path);

  [[nodiscard]] hid_t get() const { return file_.get(); }
  /// A dataset of `shape`; `values` may be null to write nothing. `prepare` may change its creation
  /// properties.
  void dataset(const std::string& name, hid_t type, const std::vector<hsize_t>& shape, const void* values,
               const std::function<void(hid_t)>& prepare = {}) const;
  /// A scalar attribute of `object`.
  void attribute(const std::string& object, const std::string& name, hid_t type, const void* value) const;

 private:
  store::Hdf5Handle file_;
};

/// A string type: of `length` bytes, or of any length if that is H5T_VARIABLE.
[[nodiscard]] store::Hdf5Handle text_type(std::size_t length, H5T_str_t padding = H5T_STR_NULLTERM);

}  // namespace netseam::test
