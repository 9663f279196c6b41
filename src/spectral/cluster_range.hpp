#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::spectral {

/// Connected components of a graph that can be put into `fewest` to `most` clusters. Throws InternalError
/// where labels and degrees do not fit, ConfigError where fewer than `most` neurons have edges or components
/// are more than `fewest`.
std::size_t check_cluster_range(std::span<const double> degree, std::span<const std::int32_t> component,
                                std::size_t fewest, std::size_t most);

}  // namespace netseam::spectral
