#pragma once
// Borders beside those of untrained twins: does training make them?

#include "netseam/data/segmentation.hpp"
#include "netseam/grouping/pair_values.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <vector>

namespace netseam::pipeline {

/// Fills twin_p_value and twin_null_model of `groups` by grouping::test_borders_against_twins, computed by
/// the root alone. `resampled`: P x B, the values by data::pair_index on every resample; `twin`: the same of
/// every twin on the same resamples. Collective; only the root's values count. Errors of grouping/.
void test_by_twins(const parallel::Communicator& communicator, grouping::PairValue kind, std::size_t layers,
                   const std::vector<double>& resampled, const std::vector<std::vector<double>>& twin,
                   data::Segmentation& groups);

}  // namespace netseam::pipeline
