#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/profile/centred_samples.hpp"
#include "netseam/profile/spectrum.hpp"

#include <cstddef>
#include <vector>

namespace netseam::profile {

/// Rows of the samples that are farthest from the mean sample, ascending: floor(share * n) of them, at
/// least 1. Ties go to the earlier rows. A caller that leaves them out sees whether layers look alike because
/// of a handful of inputs (Nguyen, Raghu and Kornblith 2022, arXiv:2202.07184). `share` in [0, 1]. O(n (width
/// + log n)). Throws InternalError for another share and as `centre`.
[[nodiscard]] std::vector<std::size_t> dominant_samples(const CentredSamples& centred, double share);
[[nodiscard]] std::vector<std::size_t> dominant_samples(core::MatrixView<const float> activations,
                                                        double share);

/// Share of the squared scores on the first principal component that the `share` of samples farthest from the
/// mean hold, in [0, 1]; near 1 = the component is those samples, near `share` = all take part. Source as
/// above. NaN when all samples are equal.
[[nodiscard]] double dominant_share(const CentredSamples& centred, const Spectrum& spectrum, double share);

}  // namespace netseam::profile
