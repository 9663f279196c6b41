#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// The clusters of neurons: how n-cut, p-values and clusters change over checkpoints, then for each
/// checkpoint the figures of its graphs; the last one is open. Of more than 12 checkpoints as many are shown
/// in full, the first, the last and evenly between. Empty where no checkpoint has neuron clusters. No
/// scripts.
[[nodiscard]] std::string neurons_section(const PageModel& model);

/// Throws core::InternalError where words, colours or labels do not fit the clusters of a checkpoint.
void require_neurons(const PageModel& model);

}  // namespace netseam::report
