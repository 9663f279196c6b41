#pragma once
#include "transport_problem.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/transport/metric_space.hpp"

#include <optional>
#include <span>
#include <vector>

namespace netseam::transport {

/// Masses as fractions of 1.
[[nodiscard]] std::vector<double> as_fractions(std::span<const std::int64_t> masses, std::int64_t total);

/// Shares the mass of each sample between its points in both layers: T[i,j] = p_i q_j / (mass of the sample)
/// for points of one sample. Nothing where a sample has another mass in the second layer (to 1e-9 of it).
[[nodiscard]] std::optional<std::vector<data::CouplingEntry>> sample_coupling(const MetricSpace& first,
                                                                              std::span<const double> p,
                                                                              const MetricSpace& second,
                                                                              std::span<const double> q);

/// p q'.
[[nodiscard]] std::vector<data::CouplingEntry> product_coupling(std::span<const double> p,
                                                                std::span<const double> q);

/// A random vertex of the couplings: points of both layers in random order, matched greedily.
[[nodiscard]] std::vector<data::CouplingEntry> random_vertex(const WholeMasses& masses,
                                                             core::RandomStream& random);

}  // namespace netseam::transport
