#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace netseam::assignment {

/// The linear assignment problem: the permutation p that minimises the sum over i of cost[i, p_i].
///
/// Method of Jonker and Volgenant (Computing 38, 1987, doi:10.1007/BF02278710): tight rows, augmenting row
/// reduction, shortest augmenting paths. Each row keeps a short list of its lowest reduced costs and a bound
/// for the columns that are not in it. Column duals only fall within one solve, so the bound stays valid and
/// most visits of a row need not read it again. The duals stay from solve to solve: costs that change little
/// are solved again in little more than one pass over the matrix. Ties cost no more than one more pass over
/// the row in question. Arithmetic in float32: the permutation is optimal up to the rounding of cost - dual.
/// Not to be shared by threads.
class AssignmentSolver {
 public:
  /// `points`: the most rows and columns. Throws std::bad_alloc.
  explicit AssignmentSolver(std::size_t points);
  AssignmentSolver(AssignmentSolver&& other) noexcept;
  AssignmentSolver& operator=(AssignmentSolver&& other) noexcept;
  ~AssignmentSolver();

  /// Begins a sequence of problems of `points` rows with the duals that the column minima of `cost` give.
  void begin(core::MatrixView<const float> cost);
  /// Begins a sequence of problems with given column duals (n). Any values are right; good ones are fast.
  void begin(std::span<const float> column_dual);

  /// Solves. `cost`: n x n, 64-byte aligned rows, stride a multiple of 16 floats, every entry and the padding
  /// finite. `warm`: a permutation that is thought to be near the best (ties go to it), or empty. Returns the
  /// sum of cost[i, p_i] in float64. Worst case O(n^3).
  double solve(core::MatrixView<const float> cost, std::span<const std::int32_t> warm);

  /// The permutation that `solve` found: column of each row (n).
  [[nodiscard]] std::span<const std::int32_t> column_of_row() const noexcept;
  /// Column duals v (n): with row duals u_i = min_j (cost[i,j] - v_j), sum u + sum v is a lower bound of
  /// every assignment, and up to rounding the value that `solve` returned.
  [[nodiscard]] std::span<const float> column_dual() const noexcept;

  /// Bytes that a solver of `points` points allocates.
  [[nodiscard]] static std::size_t workspace_bytes(std::size_t points);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netseam::assignment
