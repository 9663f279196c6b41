#pragma once
// How every stage begins a unit.
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <functional>

namespace netseam::pipeline {

/// What `identify` says on the root, on every rank. Collective; errors reach all ranks.
[[nodiscard]] UnitIdentity agree_on_identity(const parallel::Communicator& communicator,
                                             const std::function<UnitIdentity()>& identify);

/// True where the product is there and of this identity, and is not to be made again. Throws ConfigError
/// where it is of another identity and may not be replaced. Collective.
[[nodiscard]] bool is_done(const parallel::Communicator& communicator, const Config& config,
                           const WorkUnit& unit, const UnitIdentity& identity);

/// Makes the folder of the product. Throws ConfigError. Collective.
void make_folder(const parallel::Communicator& communicator, const WorkUnit& unit);

}  // namespace netseam::pipeline
