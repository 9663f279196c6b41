#include "netseam/transport/permutation_solver.hpp"

#include "exchange.hpp"
#include "gradient.hpp"
#include "low_rank_gradient.hpp"

#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"
#include "netseam/transport/permutation_loss.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace netseam::transport {
namespace {

constexpr int most_rounds = 20;  // of Frank-Wolfe and exchanges; two or three happen
constexpr int most_sweeps = 50;  // of exchanges in one round
constexpr double least_step =
    1e-7;  // a step must lower the linear objective by more than its rounding, relatively
constexpr double least_low_rank_step = 2e-6;

std::unique_ptr<Gradient> make_gradient(const linalg::DenseBackend& backend, std::size_t points,
                                        GradientMode mode) {
  if (mode == GradientMode::low_rank) return std::make_unique<LowRankGradient>(backend, points);
  return std::make_unique<ExactGradient>(backend, points);
}

}  // namespace

class PermutationSolver::Workspace {
 public:
  Workspace(const linalg::DenseBackend& backend, std::size_t points, GradientMode mode)
      : mode_(mode),
        gradient_(make_gradient(backend, points, mode)),
        assignment_(points),
        exchange_(points) {}

  Descent descend(const MetricSpace& first, const MetricSpace& second, std::span<const std::int32_t> start,
                  const PairOptions& options) {
    first_ = &first;
    second_ = &second;
    result_ = {};
    result_.permutation.assign(start.begin(), start.end());
    limit_ = options.iteration_limit;
    gradient_->begin(first, second, result_.permutation);
    begin_duals();
    if (mode_ == GradientMode::exact) {
      descend_exactly(options.exchange_polish);
    } else {
      descend_by_low_rank(options.exchange_polish);
    }
    const auto n = static_cast<double>(first.points());
    // loss and gap share the factor: n^2 loss has the gradient 4 M
    result_.gap = result_.loss > 0 ? 4 * std::max(0.0, unused_step_) / (n * n * result_.loss) : 0;
    return std::move(result_);
  }

 private:
  /// Half of what a match costs is the dual of its column: exact where the layers are isometric.
  void begin_duals() {
    std::vector<float> dual(result_.permutation.size());
    for (std::size_t i = 0; i < dual.size(); ++i) {
      const auto match = static_cast<std::size_t>(result_.permutation[i]);
      dual[match] = gradient_->matrix()(i, match) / 2;
    }
    assignment_.begin(dual);
  }

  [[nodiscard]] double linear_objective() const {
    double sum = 0;
    for (std::size_t i = 0; i < result_.permutation.size(); ++i)
      sum += static_cast<double>(gradient_->matrix()(i, static_cast<std::size_t>(result_.permutation[i])));
    return sum;
  }

  /// Solves the linear sub-problem; true when its solution is better by more than the share `least` of the
  /// objective.
  bool find_step(double least) {
    if (result_.iterations >= limit_) {
      result_.status = data::SolveStatus::iteration_limit;
      return false;
    }
    ++result_.iterations;
    const double here = linear_objective();
    const double there = assignment_.solve(gradient_->matrix(), result_.permutation);
    unused_step_ = here - there;
    return there < here - least * std::abs(here);
  }

  void take_step() {
    const auto step = assignment_.column_of_row();
    result_.permutation.assign(step.begin(), step.end());
  }

  void descend_exactly(bool polish) {
    for (int round = 0; round < most_rounds; ++round) {
      bool moved = false;
      while (find_step(least_step)) {
        take_step();
        gradient_->move_to(result_.permutation);
        moved = true;
      }
      // after the first round exchanges were sought to the end at this very permutation unless a step left it
      if (!polish || (round > 0 && !moved) || !exchange_to_the_end()) break;
    }
    result_.loss = permutation_loss(*first_, *second_, result_.permutation);
  }

  bool exchange_to_the_end() {
    bool any = false;
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      if (exchange_.exchange_by_gradient(*first_, *second_, *gradient_, assignment_.column_dual(),
                                         result_.permutation) == 0)
        break;
      gradient_->move_to(result_.permutation);
      any = true;
    }
    return any;
  }

  /// The gradient is approximate here, so a step or an exchange counts only when the exact loss falls. There
  /// is one round of either: more were found to gain some 1e-5 of the loss for a third more time.
  void descend_by_low_rank(bool polish) {
    result_.loss = permutation_loss(*first_, *second_, result_.permutation);
    const std::size_t few = 2 + result_.permutation.size() / 200;
    while (find_step(least_low_rank_step))
      if (take_step_if_better() <= few) break;
    if (polish && exchange_.exchange_by_distances(*first_, *second_, *gradient_, assignment_.column_dual(),
                                                  result_.permutation) > 0)
      result_.loss = permutation_loss(*first_, *second_, result_.permutation);
  }

  /// Returns how many points moved.
  std::size_t take_step_if_better() {
    std::vector<std::int32_t> before = result_.permutation;
    take_step();
    const double loss = permutation_loss(*first_, *second_, result_.permutation);
    if (!(loss < result_.loss)) {
      result_.permutation = std::move(before);
      return 0;
    }
    result_.loss = loss;
    gradient_->move_to(result_.permutation);
    std::size_t moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) moved += before[i] != result_.permutation[i];
    return moved;
  }

  GradientMode mode_;
  std::unique_ptr<Gradient> gradient_;
  assignment::AssignmentSolver assignment_;
  ExchangeSearch exchange_;
  const MetricSpace* first_ = nullptr;
  const MetricSpace* second_ = nullptr;
  std::size_t limit_ = 0;
  double unused_step_ = 0;  // what the linear objective would still fall by
  Descent result_;
};

PermutationSolver::PermutationSolver(const linalg::DenseBackend& backend, std::size_t points,
                                     GradientMode gradient)
    : workspace_(std::make_unique<Workspace>(backend, points, gradient)) {}
PermutationSolver::PermutationSolver(PermutationSolver&& other) noexcept = default;
PermutationSolver& PermutationSolver::operator=(PermutationSolver&& other) noexcept = default;
PermutationSolver::~PermutationSolver() = default;

Descent PermutationSolver::descend(const MetricSpace& first, const MetricSpace& second,
                                   std::span<const std::int32_t> start, const PairOptions& options) {
  if (first.points() != second.points() || start.size() != first.points() ||
      !assignment::is_permutation(start))
    throw core::InternalError("a descent needs two layers of equally many points and a permutation of them");
  return workspace_->descend(first, second, start, options);
}

std::size_t PermutationSolver::workspace_bytes(std::size_t points, GradientMode gradient, std::size_t rank) {
  const std::size_t matrices = gradient == GradientMode::exact
                                   ? ExactGradient::workspace_bytes(points)
                                   : LowRankGradient::workspace_bytes(points, rank);
  return matrices + assignment::AssignmentSolver::workspace_bytes(points) +
         ExchangeSearch::workspace_bytes(points);
}

}  // namespace netseam::transport
