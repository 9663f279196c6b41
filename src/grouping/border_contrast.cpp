#include "border_contrast.hpp"

#include "contiguous_partition.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <string>

namespace netseam::grouping {

BorderContrast::BorderContrast(core::MatrixView<const double> distance)
    : layers_(distance.rows()), prefix_(layers_ * (layers_ + 1), 0) {
  for (std::size_t steps = 0; steps < layers_; ++steps) {
    double* const prefix = prefix_.data() + steps * (layers_ + 1);
    for (std::size_t i = 0; i + steps < layers_; ++i) prefix[i + 1] = prefix[i] + distance(i, i + steps);
  }
}

double BorderContrast::sum(std::size_t steps, std::size_t first, std::size_t last) const {
  const double* const prefix = prefix_.data() + steps * (layers_ + 1);
  return prefix[last] - prefix[first];
}

double BorderContrast::side(std::size_t begin, std::size_t border, std::size_t end, std::size_t side_begin,
                            std::size_t side_end) const {
  double across = 0, within = 0;
  for (std::size_t steps = 1; steps < side_end - side_begin; ++steps) {
    // first layers of the pairs that cross the border
    const std::size_t first = std::max(begin + steps, border) - steps,
                      last = std::min(border + steps, end) - steps;
    const auto crossing = static_cast<double>(last - first);
    const auto inside = static_cast<double>(side_end - side_begin - steps);
    const double weight = std::min(crossing, inside);
    across += weight * sum(steps, first, last) / crossing;
    within += weight * sum(steps, side_begin, side_end - steps) / inside;
  }
  const double larger = std::max(across, within);
  return larger > 0 ? (across - within) / larger : 0;
}

double BorderContrast::operator()(std::size_t begin, std::size_t border, std::size_t end) const {
  return (side(begin, border, end, begin, border) + side(begin, border, end, border, end)) / 2;
}

std::vector<double> border_contrasts(core::MatrixView<const double> distance,
                                     std::span<const std::size_t> border) {
  const BorderContrast contrast(distance);
  std::vector<double> result;
  for (std::size_t b = 0; b < border.size(); ++b)
    result.push_back(contrast(b == 0 ? 0 : border[b - 1], border[b],
                              b + 1 == border.size() ? distance.rows() : border[b + 1]));
  return result;
}

double largest_contrast(core::MatrixView<const double> distance, std::size_t groups) {
  const ContiguousPartition partition(distance, groups);
  return std::ranges::max(border_contrasts(distance, partition.borders(groups)));
}

void check_borders(std::span<const std::size_t> border, std::size_t layers, const char* caller) {
  std::size_t before = 0;
  for (const std::size_t first : border) {
    if (first <= before || first >= layers)
      throw core::InternalError(std::string(caller) + ": the borders do not rise from 1 to the last layer");
    before = first;
  }
}

}  // namespace netseam::grouping
