#include "netseam/grouping/twin_border_test.hpp"

#include "border_contrast.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/stats/permutation_p_value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace netseam::grouping {
namespace {

/// Distances of one draw, L x L; nothing where a value is not finite.
std::optional<std::vector<double>> distances_of_draw(core::MatrixView<const double> values, std::size_t draw,
                                                     std::size_t layers, PairValue kind) {
  std::vector<double> column(values.rows());
  for (std::size_t pair = 0; pair < column.size(); ++pair) column[pair] = values(pair, draw);
  if (!std::ranges::all_of(column, [](double value) { return std::isfinite(value); })) return std::nullopt;
  return distances_of_pairs(column, layers, kind);
}

}  // namespace

std::vector<double> test_borders_against_twins(core::MatrixView<const double> resampled,
                                               std::span<const core::MatrixView<const double>> twin,
                                               std::size_t layers, std::span<const std::size_t> border,
                                               PairValue kind) {
  const std::size_t draws = resampled.columns();
  const auto fits = [&](core::MatrixView<const double> values) {
    return values.columns() == draws && (draws == 0 || values.rows() == data::pair_count(layers));
  };
  if (!fits(resampled) || !std::ranges::all_of(twin, fits))
    throw core::InternalError("test_borders_against_twins: the values are of other pairs or other draws");
  check_borders(border, layers, "test_borders_against_twins");
  if (border.empty()) return {};
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  // [border]: by how much the twin is stronger, in every comparison
  std::vector<std::vector<double>> excess(border.size());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const auto own = distances_of_draw(resampled, draw, layers, kind);
    const auto contrast = own ? border_contrasts({own->data(), layers, layers}, border)
                              : std::vector<double>(border.size(), unknown);
    for (const auto& values : twin) {
      const auto other = distances_of_draw(values, draw, layers, kind);
      const double strongest =
          other ? largest_contrast({other->data(), layers, layers}, border.size() + 1) : unknown;
      for (std::size_t b = 0; b < border.size(); ++b) excess[b].push_back(strongest - contrast[b]);
    }
  }
  std::vector<double> p_value;
  for (const auto& differences : excess) p_value.push_back(stats::permutation_p_value(0, differences));
  return p_value;
}

}  // namespace netseam::grouping
