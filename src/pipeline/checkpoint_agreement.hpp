#pragma once
#include "netseam/report/page_model.hpp"

#include <vector>

namespace netseam::pipeline {

/// How much the groups of every two checkpoints are the same, for every measure by which two checkpoints with
/// layers of the same names were grouped; in the order in which measures first appear. Fewer than two
/// checkpoints give none. O(measures C^2 L log L).
[[nodiscard]] std::vector<report::AgreementTable> agreement_of_checkpoints(
    const std::vector<report::CheckpointPage>& checkpoints);

}  // namespace netseam::pipeline
