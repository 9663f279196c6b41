#include "conditional_descent.hpp"
#include "coupling_starts.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/bounds.hpp"
#include "netseam/transport/conditional_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace netseam::transport {
namespace {

using Coupling = std::vector<data::CouplingEntry>;

struct NamedStart {
  data::Start name;
  Coupling coupling;
};

void check_weights(std::span<const double> weight, std::size_t points) {
  if (weight.empty()) return;
  const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
  if (weight.size() != points || !(std::abs(sum - 1) <= 1e-9) || *std::ranges::min_element(weight) <= 0)
    throw core::InternalError(
        "general_pair_distance: weights must be positive, one for each point, of sum 1");
}

WholeMasses masses_of(const MetricSpace& first, const MetricSpace& second, const GeneralPairInput& input) {
  check_weights(input.first_weight, first.points());
  check_weights(input.second_weight, second.points());
  if (input.first_weight.empty() && input.second_weight.empty())
    return uniform_masses(first.points(), second.points());
  const auto or_uniform = [](std::span<const double> weight, std::size_t points) {
    return weight.empty() ? std::vector<double>(points, 1 / static_cast<double>(points))
                          : std::vector<double>(weight.begin(), weight.end());
  };
  return rounded_masses(or_uniform(input.first_weight, first.points()),
                        or_uniform(input.second_weight, second.points()));
}

void check_marginals(std::span<const data::CouplingEntry> coupling, std::span<const double> p,
                     std::span<const double> q) {
  std::vector<double> row(p.begin(), p.end()), column(q.begin(), q.end());
  for (const auto& entry : coupling) {
    if (entry.row < 0 || static_cast<std::size_t>(entry.row) >= row.size() || entry.column < 0 ||
        static_cast<std::size_t>(entry.column) >= column.size() || !(entry.mass >= 0))
      throw core::InternalError("general_pair_distance: an entry of the previous coupling is not possible");
    row[static_cast<std::size_t>(entry.row)] -= entry.mass;
    column[static_cast<std::size_t>(entry.column)] -= entry.mass;
  }
  const auto off = [](double rest) { return std::abs(rest) > 1e-8; };
  if (std::ranges::any_of(row, off) || std::ranges::any_of(column, off))
    throw core::InternalError("general_pair_distance: the previous coupling has other weights");
}

std::vector<NamedStart> starts_of(const std::optional<Coupling>& by_sample, std::span<const double> p,
                                  std::span<const double> q, const GeneralPairInput& input,
                                  const PairOptions& options) {
  std::vector<NamedStart> starts;
  const auto has = [&](data::Start name) {
    return std::ranges::any_of(starts, [name](const NamedStart& start) { return start.name == name; });
  };
  for (const data::Start wanted : options.starts) {
    if (wanted == data::Start::previous && !input.previous.empty()) {
      check_marginals(input.previous, p, q);
      starts.push_back({wanted, Coupling(input.previous.begin(), input.previous.end())});
    } else if (wanted == data::Start::identity && by_sample) {
      starts.push_back({wanted, *by_sample});
    } else if (wanted != data::Start::previous && !has(data::Start::product)) {
      starts.push_back({data::Start::product, product_coupling(p, q)});
    }
  }
  if (starts.empty() && by_sample) starts.push_back({data::Start::identity, *by_sample});
  if (starts.empty()) starts.push_back({data::Start::product, product_coupling(p, q)});
  return starts;
}

/// What is common to all couplings of a pair: the identity coupling's loss and the lower bound.
void set_bounds(const linalg::DenseBackend& backend, const MetricSpace& first, const MetricSpace& second,
                const std::optional<Coupling>& by_sample, std::span<const double> p,
                std::span<const double> q, const GeneralPairInput& input, const PairOptions& options,
                data::PairDistance& result) {
  result.identity =
      by_sample ? coupling_loss(first, second, *by_sample) : std::numeric_limits<double>::quiet_NaN();
  const bool uniform = input.first_weight.empty() && input.second_weight.empty();
  result.lower_bound = uniform ? certified_lower_bound(backend, first, second, options.third_lower_bound)
                               : weighted_second_lower_bound(first, p, second, q);
}

// (1 - share) one + share other
Coupling mixture(Coupling one, std::span<const data::CouplingEntry> other, double share) {
  for (auto& entry : one) entry.mass *= 1 - share;
  for (auto entry : other) {
    entry.mass *= share;
    one.push_back(entry);
  }
  return one;
}

}  // namespace

bool needs_general_solver(const MetricSpace& first, const MetricSpace& second) {
  return first.points() != second.points() || !first.negative_type || !second.negative_type;
}

data::PairDistance general_pair_distance(const linalg::DenseBackend& backend, const MetricSpace& first,
                                         const MetricSpace& second, const GeneralPairInput& input,
                                         const PairOptions& options) {
  const WholeMasses masses = masses_of(first, second, input);
  const std::vector<double> p = as_fractions(masses.first, masses.total);
  const std::vector<double> q = as_fractions(masses.second, masses.total);
  const std::optional<Coupling> by_sample = sample_coupling(first, p, second, q);

  data::PairDistance result;
  result.loss = std::numeric_limits<double>::infinity();
  ConditionalGradient method(backend, first, second, masses);
  const auto try_start = [&](data::Start name, std::span<const data::CouplingEntry> start) {
    ConditionalDescent descent = method.descend(start, options.iteration_limit);
    result.iterations += descent.iterations;
    const double loss = coupling_loss(first, second, descent.coupling);
    if (loss >= result.loss) return;
    result.loss = loss;
    result.gap = descent.gap;
    result.start = name;
    result.status = descent.status;
    result.coupling = std::move(descent.coupling);
  };
  for (const auto& [name, start] : starts_of(by_sample, p, q, input, options)) try_start(name, start);
  core::RandomStream random(options.seed, input.pair_id, core::Purpose::restart);
  for (std::size_t restart = 0; restart < options.restarts; ++restart) {
    const double share = 1 - random.uniform();
    try_start(data::Start::perturbed, mixture(result.coupling, random_vertex(masses, random), share));
  }
  set_bounds(backend, first, second, by_sample, p, q, input, options, result);
  return result;
}

data::PairDistance general_pair_values(const linalg::DenseBackend& backend, const MetricSpace& first,
                                       const MetricSpace& second, const GeneralPairInput& input,
                                       const PairOptions& options, data::PairDistance known) {
  const WholeMasses masses = masses_of(first, second, input);
  const std::vector<double> p = as_fractions(masses.first, masses.total);
  const std::vector<double> q = as_fractions(masses.second, masses.total);
  known.loss = coupling_loss(first, second, known.coupling);
  set_bounds(backend, first, second, sample_coupling(first, p, second, q), p, q, input, options, known);
  return known;
}

std::size_t general_workspace_bytes(std::size_t n, std::size_t m) {
  // starts are lists of entries, the longest the product coupling, held twice; coupling_loss adds two
  // matrices
  return ConditionalGradient::workspace_bytes(n, m) + 3 * sizeof(data::CouplingEntry) * n * m +
         2 * sizeof(double) * n * m;
}

}  // namespace netseam::transport
