#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// The clusters of neurons: how n-cut, p-values and clusters change over checkpoints, then for each
/// checkpoint the figures of its graphs, the last one first and open. Of more than 12 checkpoints, or where
/// the figures would take more than about 12 MB, the first, the last and some evenly between are shown in
/// full. Empty where no checkpoint has neuron clusters. No
/// scripts.
[[nodiscard]] std::string neurons_section(const PageModel& model);

/// Throws core::InternalError where words, colours or labels do not fit the clusters of a checkpoint.
void require_neurons(const PageModel& model);

}  // namespace netseam::report
