#include "own_rows.hpp"
#include "union_find.hpp"

#include "netseam/data/neuron_network.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

namespace netseam::graph {
namespace {

/// Makes the sets of all ranks' edges out of those of each rank's, by telling each other the least members
/// until nobody learns anything new.
void merge_over_ranks(const parallel::Communicator& communicator, UnionFind& sets,
                      std::span<std::int32_t> least) {
  bool changed = communicator.size() > 1;
  while (changed) {
    const auto size = static_cast<std::int32_t>(least.size());
    for (std::int32_t i = 0; i < size; ++i) least[static_cast<std::size_t>(i)] = sets.find(i);
    parallel::all_reduce_in_place(communicator, least, parallel::Reduction::minimum);
    changed = false;
    for (std::int32_t i = 0; i < size; ++i)
      changed = sets.unite(i, least[static_cast<std::size_t>(i)]) || changed;
    changed = parallel::any_of(communicator, changed);
  }
}

}  // namespace

std::vector<std::int32_t> connected_components(const parallel::Communicator& communicator,
                                               std::size_t neurons, std::span<const GraphBlock> blocks,
                                               std::span<const OwnRows> own) {
  UnionFind sets(neurons);
  std::vector<std::int32_t> has_edge(neurons, 0);
  parallel::agree(communicator, [&] {
    visit_rows(blocks, own, [&](const RowsOfNumbers& part) {
      for (std::size_t r = 0; r < part.rows; ++r) {
        const float* value = part.value.data() + r * part.columns;
        const std::size_t row = part.first_row + r;
        for (std::size_t c = 0; c < part.columns; ++c) {
          if (value[c] == 0) continue;
          const std::size_t column = part.first_column + c;
          has_edge[row] = has_edge[column] = 1;
          (void)sets.unite(static_cast<std::int32_t>(row), static_cast<std::int32_t>(column));
        }
      }
    });
  });
  std::vector<std::int32_t> number(neurons, data::not_in_graph);
  merge_over_ranks(communicator, sets, number);
  parallel::all_reduce_in_place(communicator, has_edge, parallel::Reduction::maximum);
  std::int32_t next = 0;
  for (std::size_t i = 0; i < neurons; ++i) {
    const auto first = static_cast<std::size_t>(sets.find(static_cast<std::int32_t>(i)));
    if (has_edge[i] == 0)
      number[i] = data::not_in_graph;
    else
      number[i] = first == i ? next++ : number[first];
  }
  return number;
}

}  // namespace netseam::graph
