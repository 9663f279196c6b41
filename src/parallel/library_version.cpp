#include "netseam/parallel/library_version.hpp"

#include <mpi.h>

#include <array>

namespace netseam::parallel {

std::string library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string version(text.data(), static_cast<std::size_t>(length));
  return version.substr(0, version.find('\n'));
}

}  // namespace netseam::parallel
