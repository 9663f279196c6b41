#pragma once
#include "netseam/profile/spectrum.hpp"

namespace netseam::profile {

/// exp of the entropy (nats) of the singular values of the centred activations as shares of their sum: r for
/// r equal ones, less for unequal ones. Source: Roy and Vetterli 2007, The effective rank (EUSIPCO).
/// NaN when all samples are equal.
[[nodiscard]] double effective_rank(const Spectrum& spectrum);

}  // namespace netseam::profile
