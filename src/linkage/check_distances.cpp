#include "netseam/linkage/check_distances.hpp"

#include "netseam/core/error.hpp"

#include <cmath>
#include <string>

namespace netseam::linkage {

void check_distances(core::MatrixView<const double> distance, const char* caller) {
  const auto refuse = [&](const char* what) { throw core::InternalError(std::string(caller) + ": " + what); };
  if (distance.rows() == 0 || distance.rows() != distance.columns())
    refuse("the matrix of distances is empty or not square");
  for (std::size_t i = 0; i < distance.rows(); ++i) {
    if (distance(i, i) != 0) refuse("a layer has a distance from itself");
    for (std::size_t j = 0; j < i; ++j) {
      if (!std::isfinite(distance(i, j)) || distance(i, j) < 0)
        refuse("a distance is negative or not finite");
      if (distance(i, j) != distance(j, i)) refuse("the matrix of distances is not symmetric");
    }
  }
}

}  // namespace netseam::linkage
