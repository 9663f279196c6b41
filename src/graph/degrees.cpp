#include "order_free_sums.hpp"
#include "own_rows.hpp"
#include "sum_kernels.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <algorithm>

namespace netseam::graph {
namespace {

/// Largest weight of every neuron, of all ranks.
std::vector<double> largest_weights(const parallel::Communicator& communicator, std::size_t neurons,
                                    std::span<const GraphBlock> blocks, std::span<const OwnRows> own) {
  std::vector<double> largest(neurons, 0.0);
  parallel::agree(communicator, [&] {
    visit_rows(blocks, own, [&](const RowsOfNumbers& part) {
      for (std::size_t r = 0; r < part.rows; ++r) {
        const double of_row = largest_of_row(part.value.data() + r * part.columns, part.columns,
                                             largest.data() + part.first_column);
        double& place = largest[part.first_row + r];
        place = std::max(place, of_row);
      }
    });
  });
  parallel::all_reduce_in_place(communicator, largest, parallel::Reduction::maximum);
  return largest;
}

}  // namespace

std::vector<double> degrees(const parallel::Communicator& communicator, std::size_t neurons,
                            std::span<const GraphBlock> blocks, std::span<const OwnRows> own) {
  OrderFreeSums sums(largest_weights(communicator, neurons, blocks, own));
  parallel::agree(communicator, [&] {
    visit_rows(blocks, own, [&](const RowsOfNumbers& part) {
      for (std::size_t r = 0; r < part.rows; ++r)
        sums.add_row(part.first_row + r, part.first_column,
                     part.value.subspan(r * part.columns, part.columns));
    });
  });
  return sums.total(communicator);
}

}  // namespace netseam::graph
