#include "order_free_sums.hpp"
#include "own_rows.hpp"

#include "netseam/parallel/agree.hpp"

#include <algorithm>

namespace netseam::graph {
namespace {

constexpr std::size_t rows_together = 8;  // independent sums, so that one need not wait for the other

/// sum[group * rows_together + row]: weights of up to rows_together rows, by the group of the column. The
/// sums run over ascending columns, whatever rows stand beside.
void sum_by_group(const float* value, std::size_t rows, std::size_t columns, const std::int32_t* label,
                  std::vector<double>& sum) {
  std::fill(sum.begin(), sum.end(), 0.0);
  for (std::size_t c = 0; c < columns; ++c) {
    if (label[c] < 0) continue;
    double* of_group = sum.data() + static_cast<std::size_t>(label[c]) * rows_together;
    for (std::size_t r = 0; r < rows; ++r) of_group[r] += static_cast<double>(value[r * columns + c]);
  }
}

}  // namespace

std::vector<double> weights_between_groups(const parallel::Communicator& communicator,
                                           std::span<const GraphBlock> blocks, std::span<const OwnRows> own,
                                           std::span<const std::int32_t> label, std::size_t groups,
                                           double largest_degree) {
  // a sum of part of a row may exceed the degree by rounding
  OrderFreeSums sums(std::vector<double>(groups * groups, 2 * largest_degree));
  std::vector<double> sum(groups * rows_together);
  parallel::agree(communicator, [&] {
    visit_rows(blocks, own, [&](const RowsOfNumbers& part) {
      for (std::size_t first = 0; first < part.rows; first += rows_together) {
        const std::size_t rows = std::min(rows_together, part.rows - first);
        sum_by_group(part.value.data() + first * part.columns, rows, part.columns,
                     label.data() + part.first_column, sum);
        for (std::size_t r = 0; r < rows; ++r) {
          const std::int32_t own_label = label[part.first_row + first + r];
          if (own_label < 0) continue;
          for (std::size_t group = 0; group < groups; ++group)
            sums.add(static_cast<std::size_t>(own_label) * groups + group, sum[group * rows_together + r]);
        }
      }
    });
  });
  std::vector<double> result = sums.total(communicator);
  for (std::size_t a = 0; a < groups; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      const double both = result[a * groups + b] + result[b * groups + a];
      result[a * groups + b] = result[b * groups + a] = both;
    }
  return result;
}

}  // namespace netseam::graph
