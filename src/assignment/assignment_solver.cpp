#include "netseam/assignment/assignment_solver.hpp"

#include "assignment_phases.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <limits>

namespace netseam::assignment {
namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr int reduction_passes =
    1;  // the paper takes two; with short lists the paths are cheaper than a second
}  // namespace

struct AssignmentSolver::State {
  explicit State(std::size_t points) : workspace(points), capacity(points) {}

  void set_points(std::size_t points) {
    if (points > capacity) throw core::InternalError("an assignment problem is larger than its workspace");
    workspace.points = points;
    workspace.stride = core::padded<float>(points);
    std::fill(workspace.dual.data() + points, workspace.dual.data() + workspace.stride, -infinity);
  }

  AssignmentWorkspace workspace;
  std::size_t capacity;
};

AssignmentSolver::AssignmentSolver(std::size_t points) : state_(std::make_unique<State>(points)) {}
AssignmentSolver::AssignmentSolver(AssignmentSolver&& other) noexcept = default;
AssignmentSolver& AssignmentSolver::operator=(AssignmentSolver&& other) noexcept = default;
AssignmentSolver::~AssignmentSolver() = default;

void AssignmentSolver::begin(core::MatrixView<const float> cost) {
  state_->set_points(cost.rows());
  float* dual = state_->workspace.dual.data();
  std::fill(dual, dual + cost.rows(), infinity);
  for (std::size_t i = 0; i < cost.rows(); ++i)
    for (std::size_t j = 0; j < cost.columns(); ++j) dual[j] = std::min(dual[j], cost(i, j));
}

void AssignmentSolver::begin(std::span<const float> column_dual) {
  state_->set_points(column_dual.size());
  std::copy(column_dual.begin(), column_dual.end(), state_->workspace.dual.data());
}

double AssignmentSolver::solve(core::MatrixView<const float> cost, std::span<const std::int32_t> warm) {
  AssignmentWorkspace& workspace = state_->workspace;
  if (cost.rows() != workspace.points || cost.columns() != workspace.points ||
      (!warm.empty() && warm.size() != workspace.points) || cost.stride() % core::padded<float>(1) != 0)
    throw core::InternalError("an assignment problem does not have the shape that was begun");
  workspace.cost = cost.data();
  workspace.stride = cost.stride();
  std::fill_n(workspace.row_of_column.data(), workspace.points, -1);
  std::fill_n(workspace.column_of_row.data(), workspace.points, -1);
  workspace.free_row.clear();
  match_tight_rows(workspace, warm.empty() ? nullptr : warm.data());
  for (int pass = 0; pass < reduction_passes && !workspace.free_row.empty(); ++pass)
    reduce_free_rows(workspace);
  augment_free_rows(workspace);
  double value = 0;
  for (std::size_t i = 0; i < workspace.points; ++i)
    value += static_cast<double>(cost(i, static_cast<std::size_t>(workspace.column_of_row[i])));
  return value;
}

std::span<const std::int32_t> AssignmentSolver::column_of_row() const noexcept {
  return {state_->workspace.column_of_row.data(), state_->workspace.points};
}

std::span<const float> AssignmentSolver::column_dual() const noexcept {
  return {state_->workspace.dual.data(), state_->workspace.points};
}

std::size_t AssignmentSolver::workspace_bytes(std::size_t points) {
  constexpr std::size_t arrays = 17;  // of four bytes a point, in AssignmentWorkspace
  return points * 2 * shortlist_size * sizeof(float) +
         arrays * (core::padded<float>(points) + 2 * shortlist_size) * sizeof(float);
}

}  // namespace netseam::assignment
