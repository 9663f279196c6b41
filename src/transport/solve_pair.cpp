#include "netseam/transport/solve_pair.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/bounds.hpp"
#include "netseam/transport/conditional_gradient.hpp"
#include "netseam/transport/permutation_loss.hpp"
#include "netseam/transport/permutation_solver.hpp"
#include "netseam/transport/resampled_loss.hpp"
#include "netseam/transport/starts.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace netseam::transport {
namespace {

bool equal_weights(std::span<const double> weight) {
  return std::all_of(weight.begin(), weight.end(), [&](double value) { return value == weight.front(); });
}

/// Weight of each point: that of its sample, shared evenly by the sample's points in this layer.
std::vector<double> point_weights(const MetricSpace& layer, std::span<const double> sample_weight) {
  if (sample_weight.empty()) return {};
  if (layer.samples != sample_weight.size())
    throw core::InternalError("there are not as many sample weights as samples");
  std::vector<double> count(sample_weight.size(), 0.0);
  for (const std::int32_t sample : layer.sample) count[static_cast<std::size_t>(sample)] += 1;
  std::vector<double> weight(layer.points());
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const auto sample = static_cast<std::size_t>(layer.sample[i]);
    weight[i] = sample_weight[sample] / count[sample];
  }
  return weight;
}

std::vector<data::CouplingEntry> as_coupling(std::span<const std::int32_t> permutation) {
  std::vector<data::CouplingEntry> coupling(permutation.size());
  for (std::size_t i = 0; i < coupling.size(); ++i)
    coupling[i] = {static_cast<std::int32_t>(i), permutation[i], 1.0 / static_cast<double>(coupling.size())};
  return coupling;
}

}  // namespace

class PairSolver::Workspace {
 public:
  Workspace(const linalg::DenseBackend& backend, std::size_t points, PairOptions options)
      : backend_(&backend),
        options_(std::move(options)),
        uniform_(equal_weights(options_.sample_weight)),
        solver_(backend, points, options_.gradient) {}

  data::PairDistance solve(const MetricSpace& first, const MetricSpace& second, std::size_t pair_id,
                           std::span<const std::int32_t> previous) {
    if (!previous.empty() && (previous.size() != first.points() || !assignment::is_permutation(previous)))
      throw core::InternalError("the previous permutation of a pair is no permutation of its points");
    if (!uniform_ || needs_general_solver(first, second))
      return solve_generally(first, second, pair_id, previous);

    data::PairDistance result;
    result.identity = identity_loss(first, second);
    bool any = false;
    for (const data::Start start : options_.starts) {
      if (start == data::Start::previous && previous.empty()) continue;
      descend(first, second, start_permutation(start, first, second, previous), start, any, result);
      any = true;
    }
    if (!any)
      descend(first, second, assignment::identity_permutation(first.points()), data::Start::identity, false,
              result);
    for (std::size_t restart = 0; restart < options_.restarts; ++restart) {
      core::RandomStream random(options_.seed, pair_id * options_.restarts + restart, core::Purpose::restart);
      descend(first, second, perturbed_permutation(result.permutation, random), data::Start::perturbed, true,
              result);
    }
    add_bound_and_resamples(first, second, result);
    return result;
  }

  data::PairDistance values_of(const MetricSpace& first, const MetricSpace& second,
                               data::PairDistance known) {
    if (!known.permutation.empty()) {
      known.loss = permutation_loss(first, second, known.permutation);
      known.identity = identity_loss(first, second);
      add_bound_and_resamples(first, second, known);
      return known;
    }
    const auto first_weight = general_weights(first), second_weight = general_weights(second);
    known = general_pair_values(*backend_, first, second, {first_weight, second_weight}, options_,
                                std::move(known));
    add_coupling_resamples(first, second, known);
    return known;
  }

 private:
  void add_bound_and_resamples(const MetricSpace& first, const MetricSpace& second,
                               data::PairDistance& result) {
    result.lower_bound = certified_lower_bound(*backend_, first, second, options_.third_lower_bound);
    if (options_.resamples > 0)
      result.resampled = resampled_loss(first, second, result.permutation, resample_plan(first.samples));
  }

  void add_coupling_resamples(const MetricSpace& first, const MetricSpace& second,
                              data::PairDistance& result) {
    if (options_.resamples > 0)
      result.resampled =
          resampled_coupling_loss(first, second, result.coupling, resample_plan(first.samples));
  }

  /// Empty where all samples weigh the same.
  [[nodiscard]] std::vector<double> general_weights(const MetricSpace& layer) const {
    return point_weights(layer, uniform_ ? std::span<const double>() : options_.sample_weight);
  }

  static std::vector<std::int32_t> start_permutation(data::Start start, const MetricSpace& first,
                                                     const MetricSpace& second,
                                                     std::span<const std::int32_t> previous) {
    switch (start) {
      case data::Start::identity:
        return assignment::identity_permutation(first.points());
      case data::Start::product:
        return product_equivalent_permutation(first, second);
      case data::Start::previous:
        return {previous.begin(), previous.end()};
      case data::Start::perturbed:
        break;
    }
    throw core::InternalError("a pair cannot start from a perturbation: ask for restarts");
  }

  /// Descends and keeps the outcome in `result` if it is the first or strictly better.
  void descend(const MetricSpace& first, const MetricSpace& second, std::span<const std::int32_t> permutation,
               data::Start start, bool compare, data::PairDistance& result) {
    Descent descent = solver_.descend(first, second, permutation, options_);
    result.iterations += descent.iterations;
    if (compare && !(descent.loss < result.loss)) return;
    result.loss = descent.loss;
    result.gap = descent.gap;
    result.status = descent.status;
    result.start = start;
    result.permutation = std::move(descent.permutation);
  }

  data::PairDistance solve_generally(const MetricSpace& first, const MetricSpace& second, std::size_t pair_id,
                                     std::span<const std::int32_t> previous) {
    const auto first_weight = general_weights(first), second_weight = general_weights(second);
    const std::vector<data::CouplingEntry> coupling = as_coupling(previous);
    data::PairDistance result = general_pair_distance(
        *backend_, first, second, {first_weight, second_weight, coupling, pair_id}, options_);
    add_coupling_resamples(first, second, result);
    return result;
  }

  const ResamplePlan& resample_plan(std::size_t samples) {
    if (!plan_ || plan_->samples() != samples)
      plan_.emplace(samples, options_.resample_groups, options_.resamples, options_.seed);
    return *plan_;
  }

  const linalg::DenseBackend* backend_;
  PairOptions options_;
  bool uniform_;
  PermutationSolver solver_;
  std::optional<ResamplePlan> plan_;
};

PairSolver::PairSolver(const linalg::DenseBackend& backend, std::size_t points, PairOptions options)
    : workspace_(std::make_unique<Workspace>(backend, points, std::move(options))) {}
PairSolver::PairSolver(PairSolver&& other) noexcept = default;
PairSolver& PairSolver::operator=(PairSolver&& other) noexcept = default;
PairSolver::~PairSolver() = default;

data::PairDistance PairSolver::solve(const MetricSpace& first, const MetricSpace& second, std::size_t pair_id,
                                     std::span<const std::int32_t> previous) {
  return workspace_->solve(first, second, pair_id, previous);
}

data::PairDistance PairSolver::values_of(const MetricSpace& first, const MetricSpace& second,
                                         data::PairDistance known) {
  return workspace_->values_of(first, second, std::move(known));
}

std::size_t PairSolver::workspace_bytes(std::size_t points, const PairOptions& options,
                                        std::size_t low_rank) {
  constexpr std::size_t group_sums = 2;  // a group x group table and its weights, in float64
  return PermutationSolver::workspace_bytes(points, options.gradient, low_rank) +
         group_sums * sizeof(double) * options.resample_groups *
             (options.resample_groups + options.resamples);
}

}  // namespace netseam::transport
