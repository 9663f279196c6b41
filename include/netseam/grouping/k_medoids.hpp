#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <vector>

namespace netseam::grouping {

/// Groups of layers around layers that stand for them.
struct MedoidClustering {
  std::vector<std::size_t> medoid;  // k, ascending by the group's number: medoid[g] is of group g
  std::vector<std::size_t> label;   // L; numbered from 0 in the order in which they first appear
  double cost = 0;                  // sum over the layers of the distance to the medoid
};

/// k-medoids by PAM (Kaufman and Rousseeuw 1990, chapter 2): medoids are added one at a time, each where it
/// lowers the cost most, then the exchange of a medoid and another layer that lowers the cost most is made
/// until none does. Exchanges are searched as FastPAM1 does (Schubert and Rousseeuw 2019,
/// doi:10.1007/978-3-030-32047-8_16), with the same result. No random choice; ties go to the earlier layer.
/// A local minimum: no single exchange lowers its cost.
/// `distance`: L x L, symmetric, finite, not negative; 1 <= groups <= L. O(L^2) for each exchange,
/// O(L^2 groups) to begin. Throws InternalError for another matrix or number.
[[nodiscard]] MedoidClustering k_medoids(core::MatrixView<const double> distance, std::size_t groups);

}  // namespace netseam::grouping
