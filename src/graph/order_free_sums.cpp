#include "order_free_sums.hpp"

#include "netseam/parallel/collectives.hpp"

#include <cmath>

namespace netseam::graph {

OrderFreeSums::OrderFreeSums(std::span<const double> largest)
    : coarse_(largest.size()), fine_(largest.size()), upper_(largest.size()), lower_(largest.size()) {
  for (std::size_t k = 0; k < largest.size(); ++k) {
    int exponent = 0;
    (void)std::frexp(largest[k], &exponent);      // largest < 2^exponent
    coarse_[k] = std::ldexp(1.5, exponent + 26);  // unit 2^(exponent - 26)
    fine_[k] = std::ldexp(1.5, exponent - 1);     // unit 2^(exponent - 53)
  }
}

SumParts OrderFreeSums::parts(std::size_t first) noexcept {
  return {coarse_.data() + first, fine_.data() + first, upper_.data() + first, lower_.data() + first};
}

void OrderFreeSums::add_row(std::size_t row, std::size_t first_column,
                            std::span<const float> weights) noexcept {
  add_row_to_sums(weights.data(), weights.size(), parts(row), parts(first_column));
}

std::vector<double> OrderFreeSums::total(const parallel::Communicator& communicator) const {
  std::vector<double> sum = upper_, rest = lower_;
  parallel::all_reduce_in_place(communicator, sum, parallel::Reduction::sum);  // exact
  parallel::all_reduce_in_place(communicator, rest, parallel::Reduction::sum);
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += rest[k];
  return sum;
}

}  // namespace netseam::graph
