#include "netseam/grouping/border_test.hpp"

#include "border_contrast.hpp"

#include "netseam/core/error.hpp"
#include "netseam/stats/false_discovery_rate.hpp"
#include "netseam/stats/permutation_p_value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::grouping {
BorderTest test_borders(std::span<const double> observed, core::MatrixView<const double> null,
                        std::size_t layers, std::span<const std::size_t> border, PairValue kind) {
  if (null.columns() > 0 && null.rows() != observed.size())
    throw core::InternalError("test_borders: the replicates are of other pairs");
  const std::vector<double> distance = distances_of_pairs(observed, layers, kind);
  check_borders(border, layers, "test_borders");
  BorderTest result;
  if (border.empty()) return result;
  result.contrast = border_contrasts({distance.data(), layers, layers}, border);
  std::vector<double> column(observed.size());
  for (std::size_t b = 0; b < null.columns(); ++b) {
    for (std::size_t pair = 0; pair < column.size(); ++pair) column[pair] = null(pair, b);
    if (!std::ranges::all_of(column, [](double value) { return std::isfinite(value); })) {
      result.null_contrast.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    const std::vector<double> drawn = distances_of_pairs(column, layers, kind);
    result.null_contrast.push_back(largest_contrast({drawn.data(), layers, layers}, border.size() + 1));
  }
  for (const double contrast : result.contrast)
    result.p_value.push_back(stats::permutation_p_value(contrast, result.null_contrast));
  result.q_value = stats::benjamini_hochberg(result.p_value);
  return result;
}

}  // namespace netseam::grouping
