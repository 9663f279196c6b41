#include "coupling_starts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::transport {
namespace {

std::vector<double> sample_masses(const MetricSpace& space, std::span<const double> weight,
                                  std::size_t samples) {
  std::vector<double> mass(samples, 0);
  for (std::size_t i = 0; i < space.points(); ++i)
    mass[static_cast<std::size_t>(space.sample[i])] += weight[i];
  return mass;
}

std::vector<std::size_t> random_order(std::size_t count, core::RandomStream& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  return order;
}

}  // namespace

std::vector<double> as_fractions(std::span<const std::int64_t> masses, std::int64_t total) {
  std::vector<double> fractions;
  for (const std::int64_t mass : masses)
    fractions.push_back(static_cast<double>(mass) / static_cast<double>(total));
  return fractions;
}

std::optional<std::vector<data::CouplingEntry>> sample_coupling(const MetricSpace& first,
                                                                std::span<const double> p,
                                                                const MetricSpace& second,
                                                                std::span<const double> q) {
  const std::size_t samples = std::max(first.samples, second.samples);
  const std::vector<double> mass = sample_masses(first, p, samples),
                            other = sample_masses(second, q, samples);
  for (std::size_t s = 0; s < samples; ++s)
    if (std::abs(mass[s] - other[s]) > 1e-9 * mass[s]) return std::nullopt;
  std::vector<std::vector<std::size_t>> columns(samples);
  for (std::size_t j = 0; j < second.points(); ++j)
    columns[static_cast<std::size_t>(second.sample[j])].push_back(j);
  std::vector<data::CouplingEntry> entries;
  for (std::size_t i = 0; i < first.points(); ++i) {
    const auto s = static_cast<std::size_t>(first.sample[i]);
    for (const std::size_t j : columns[s])
      entries.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), p[i] * q[j] / mass[s]});
  }
  return entries;
}

std::vector<data::CouplingEntry> product_coupling(std::span<const double> p, std::span<const double> q) {
  std::vector<data::CouplingEntry> entries;
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < q.size(); ++j)
      entries.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), p[i] * q[j]});
  return entries;
}

std::vector<data::CouplingEntry> random_vertex(const WholeMasses& masses, core::RandomStream& random) {
  const auto rows = random_order(masses.first.size(), random),
             columns = random_order(masses.second.size(), random);
  std::vector<std::int64_t> open_row = masses.first, open_column = masses.second;
  std::vector<data::CouplingEntry> entries;
  for (std::size_t i = 0, j = 0; i < rows.size() && j < columns.size();) {
    const std::int64_t flow = std::min(open_row[rows[i]], open_column[columns[j]]);
    entries.push_back({static_cast<std::int32_t>(rows[i]), static_cast<std::int32_t>(columns[j]),
                       static_cast<double>(flow) / static_cast<double>(masses.total)});
    open_row[rows[i]] -= flow;
    open_column[columns[j]] -= flow;
    if (open_row[rows[i]] == 0) ++i;
    if (j < columns.size() && open_column[columns[j]] == 0) ++j;
  }
  return entries;
}

}  // namespace netseam::transport
