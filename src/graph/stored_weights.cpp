#include "stored_weights.hpp"

#include "weight_slab.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::graph {

void make_stored(const std::string& block, std::size_t first_row, std::size_t columns, DenseStorage storage,
                 std::span<float> weights) {
  bool finite = true;
  for (float& weight : weights) {
    const float signed_weight = weight;
    weight = stored_weight(std::abs(signed_weight), storage);
    finite = finite && weight <= std::numeric_limits<float>::max();
  }
  if (finite) return;
  const auto bad = std::find_if(weights.begin(), weights.end(), [](float w) { return !std::isfinite(w); });
  const auto place = static_cast<std::size_t>(bad - weights.begin());
  throw core::InputError(
      {block, fmt::format("row {}, column {}", first_row + place / columns, place % columns),
       std::isnan(*bad) ? "NaN" : "a weight that is infinite or too large to be stored", "a finite weight"});
}

}  // namespace netseam::graph
