#include "unit_vector.hpp"

#include "prepared_memory.hpp"
#include "row_sums.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::similarity {

std::size_t unit_vector_bytes(std::size_t count) { return head_bytes + count * sizeof(double); }

std::span<double> unit_vector(std::span<std::byte> prepared, std::size_t count) {
  return array<double>(prepared, count);
}

void finish_unit_vector(std::span<std::byte> prepared, std::size_t count, double rounding) {
  const auto vector = unit_vector(prepared, count);
  const double length = std::sqrt(inner_product(vector, vector));
  head(prepared, 0) = length > rounding ? length : 0;
  const double factor = length > rounding ? 1 / length : 0;
  for (double& value : vector) value *= factor;
}

Comparison compare_unit_vectors(const PreparedLayer& first, const PreparedLayer& second, std::size_t count) {
  Comparison result;
  if (head(first.bytes, 0) == 0 || head(second.bytes, 0) == 0) {
    result.finding = Finding::constant_layer;
    return result;
  }
  result.value = std::clamp(
      inner_product(array<double>(first.bytes, count), array<double>(second.bytes, count)), -1.0, 1.0);
  return result;
}

double chord(double similarity) { return std::sqrt(2 - 2 * std::min(similarity, 1.0)); }

}  // namespace netseam::similarity
