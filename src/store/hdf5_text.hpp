#pragma once
#include "netseam/store/hdf5_handle.hpp"

#include <functional>
#include <string>
#include <vector>

namespace netseam::store {

/// Reads `space`'s elements, texts of the string type `type`, by `read(memory_type, buffer)`, which wraps
/// H5Dread or H5Aread. Padding is taken off. Throws Hdf5Error. The caller has made sure that the elements are
/// safe to allocate.
[[nodiscard]] std::vector<std::string> read_texts(Hdf5Id type, Hdf5Id space,
                                                  const std::function<void(Hdf5Id, void*)>& read);

}  // namespace netseam::store
