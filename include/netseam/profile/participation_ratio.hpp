#pragma once
#include "netseam/profile/spectrum.hpp"

namespace netseam::profile {

/// (sum of v)^2 / sum of v^2 for the variances v along the principal components: r for r equal ones. Source:
/// Gao et al. 2017, doi:10.1101/214262. NaN when all samples are equal.
[[nodiscard]] double participation_ratio(const Spectrum& spectrum);

/// Share of the variance along the first principal component, in (0, 1]. Source: Nguyen, Raghu and Kornblith
/// 2021, arXiv:2010.15327. NaN when all samples are equal.
[[nodiscard]] double first_component_share(const Spectrum& spectrum);

}  // namespace netseam::profile
