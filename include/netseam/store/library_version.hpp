#pragma once
#include <string>

namespace netseam::store {

/// The HDF5 library that runs, such as "1.10.8".
[[nodiscard]] std::string library_version();

}  // namespace netseam::store
