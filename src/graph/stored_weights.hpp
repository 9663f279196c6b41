#pragma once
#include "netseam/graph/weight_storage.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace netseam::graph {

/// Makes weights (rows first_row, first_row + 1, ... of `columns` columns each) what the storage holds:
/// absolute values, rounded. Throws InputError naming block, row and column for one that is not finite.
void make_stored(const std::string& block, std::size_t first_row, std::size_t columns, DenseStorage storage,
                 std::span<float> weights);

}  // namespace netseam::graph
