#pragma once
#include <cstddef>
#include <span>

namespace netseam::linalg {

/// A real symmetric matrix that is known by what it does to a vector. Rows are cut into contiguous ranges,
/// one for each rank of a communicator, in the order of ranks; a range may be empty.
class SymmetricOperator {
 public:
  SymmetricOperator() = default;
  virtual ~SymmetricOperator() = default;
  SymmetricOperator(const SymmetricOperator&) = delete;
  SymmetricOperator& operator=(const SymmetricOperator&) = delete;
  SymmetricOperator(SymmetricOperator&&) = default;
  SymmetricOperator& operator=(SymmetricOperator&&) = default;

  /// Rows (and columns) of the whole matrix.
  [[nodiscard]] virtual std::size_t rows() const noexcept = 0;
  /// First row of this rank, and how many are its own.
  [[nodiscard]] virtual std::size_t first_row() const noexcept = 0;
  [[nodiscard]] virtual std::size_t own_rows() const noexcept = 0;
  /// y = A x. `x`, `y`: this rank's own rows (own_rows()); they do not overlap. Collective.
  virtual void apply(std::span<const double> x, std::span<double> y) const = 0;
};

}  // namespace netseam::linalg
