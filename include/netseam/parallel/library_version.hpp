#pragma once
#include <string>

namespace netseam::parallel {

/// The MPI library that runs, such as "Open MPI v4.1.4, ...": the first line of what it says of itself.
[[nodiscard]] std::string library_version();

}  // namespace netseam::parallel
