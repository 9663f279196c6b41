#include "netseam/transport/bounds.hpp"

#include <algorithm>

namespace netseam::transport {

double certified_lower_bound(const linalg::DenseBackend& backend, const MetricSpace& first,
                             const MetricSpace& second, bool third) {
  const double quick = std::max(second_lower_bound(first, second), coupling_eigenvalue_bound(first, second));
  return third ? std::max(quick, third_lower_bound(backend, first, second)) : quick;
}

}  // namespace netseam::transport
