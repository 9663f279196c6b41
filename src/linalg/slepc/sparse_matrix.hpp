#pragma once
#include "handles.hpp"

#include "netseam/linalg/slepc_session.hpp"

namespace netseam::linalg {

/// See SlepcSession::sparse_operator.
class SparseMatrix final : public SymmetricOperator {
 public:
  SparseMatrix(const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows,
               std::span<const SparseEntry> entries);

  [[nodiscard]] std::size_t rows() const noexcept override { return rows_; }
  [[nodiscard]] std::size_t first_row() const noexcept override { return first_row_; }
  [[nodiscard]] std::size_t own_rows() const noexcept override { return own_rows_; }
  void apply(std::span<const double> x, std::span<double> y) const override;

 private:
  std::size_t rows_, first_row_ = 0, own_rows_;
  Matrix matrix_;
  Vector from_, to_;  // without arrays of their own
};

}  // namespace netseam::linalg
