#pragma once
#include "../slepc_module.hpp"

namespace netseam::linalg {

/// See SlepcSession::largest_eigenpairs.
[[nodiscard]] EigenPairs solve(const EigenProblem& problem);

}  // namespace netseam::linalg
