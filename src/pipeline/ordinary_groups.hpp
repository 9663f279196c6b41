#pragma once
// Whether groups stay without the samples that stand out.
#include "layer_groups.hpp"
#include "layers_input.hpp"

#include "netseam/data/segmentation.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <string>

namespace netseam::pipeline {

/// Groups the layers of `input` by their values on `ordinary_samples` of its samples, and says in one line
/// whether these are the groups of `all`: similar layers may be so by a handful of inputs only (Nguyen, Raghu
/// and Kornblith 2022, arXiv:2206.07184). The same on every rank. Collective. Errors of find_groups.
[[nodiscard]] std::string ordinary_groups_note(const parallel::Communicator& communicator,
                                               const LayersInput& input, std::size_t ordinary_samples,
                                               const GroupingInput& values, const data::Segmentation& all);

}  // namespace netseam::pipeline
