#include "null_shuffles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace netseam::graph {
namespace {

constexpr double bandwidth = 0.01;
constexpr std::size_t strata = 10;

std::vector<float> nonzero_values(core::MatrixView<float> weights) {
  std::vector<float> values;
  for (std::size_t i = 0; i < weights.rows(); ++i)
    for (const float weight : weights.row(i))
      if (weight != 0) values.push_back(weight);
  return values;
}

/// Replaces the weights that are not 0, in order, by what `next` gives.
template <class Next>
void replace_nonzero(core::MatrixView<float> weights, const Next& next) {
  for (std::size_t i = 0; i < weights.rows(); ++i)
    for (float& weight : weights.row(i))
      if (weight != 0) weight = next();
}

}  // namespace

void permute_all(core::MatrixView<float> weights, core::RandomStream& random) {
  for (std::size_t k = weights.rows() * weights.columns(); k > 1; --k) {  // Fisher and Yates
    const std::size_t other = random.below(k);
    std::swap(weights((k - 1) / weights.columns(), (k - 1) % weights.columns()),
              weights(other / weights.columns(), other % weights.columns()));
  }
}

void permute_nonzero(core::MatrixView<float> weights, core::RandomStream& random) {
  std::vector<float> values = nonzero_values(weights);
  random.shuffle(std::span(values));
  auto next = values.begin();
  replace_nonzero(weights, [&] { return *next++; });
}

void redraw_nonzero(core::MatrixView<float> weights, core::RandomStream& random) {
  const std::vector<float> values = nonzero_values(weights);
  replace_nonzero(weights, [&] {
    float drawn = 0;
    while (drawn == 0)  // a 0 would be a new place of a zero
      drawn = static_cast<float>(values[random.below(values.size())] + bandwidth * random.normal());
    return drawn;
  });
}

void permute_within_strata(core::MatrixView<float> weights, core::RandomStream& random) {
  std::vector<double> row(weights.rows(), 0.0), column(weights.columns(), 0.0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> place;
  for (std::size_t i = 0; i < weights.rows(); ++i)
    for (std::size_t j = 0; j < weights.columns(); ++j) {
      if (weights(i, j) == 0) continue;
      row[i] += std::abs(static_cast<double>(weights(i, j)));
      column[j] += std::abs(static_cast<double>(weights(i, j)));
      place.emplace_back(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
    }
  std::stable_sort(place.begin(), place.end(), [&](const auto& a, const auto& b) {
    return row[a.first] * column[a.second] < row[b.first] * column[b.second];
  });
  for (std::size_t s = 0; s < strata; ++s) {
    const std::size_t begin = place.size() * s / strata, end = place.size() * (s + 1) / strata;
    std::vector<float> values;
    for (std::size_t k = begin; k < end; ++k) values.push_back(weights(place[k].first, place[k].second));
    random.shuffle(std::span(values));
    for (std::size_t k = begin; k < end; ++k) weights(place[k].first, place[k].second) = values[k - begin];
  }
}

}  // namespace netseam::graph
