#pragma once
// How every stage begins a unit.
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <string>

namespace netseam::pipeline {

/// True where the product is there and of this identity, and is not to be made again. Throws ConfigError
/// where it is of another identity, or made by another library than run.product names, and may not be
/// replaced. Collective.
[[nodiscard]] bool is_done(const parallel::Communicator& communicator, const Config& config,
                           const WorkUnit& unit, const UnitIdentity& identity);

/// Where a product was made, in brackets, if results of this machine may differ from it in rounding; else
/// nothing. On the root; others get nothing. Collective.
[[nodiscard]] std::string made_elsewhere(const parallel::Communicator& communicator, const WorkUnit& unit);

/// Makes the folder of the product. Throws ConfigError. Collective.
void make_folder(const parallel::Communicator& communicator, const WorkUnit& unit);

}  // namespace netseam::pipeline
