#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/eigen_solver.hpp"
#include "netseam/linalg/symmetric_operator.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace netseam::linalg {

/// An entry of a sparse matrix; several for one place are added up.
struct SparseEntry {
  std::size_t row = 0, column = 0;
  double value = 0;
};

class SlepcModule;

/// PETSc and SLEPc, loaded and initialised by the constructor and finalised by the destructor, so that runs
/// that need no eigenvectors do not pay for them. At most one at a time in a process; it ends before MPI does
/// and after everything that came from it. Options of the environment and of files (PETSC_OPTIONS, .petscrc)
/// are not read, signals are left alone. Failures are core::NumericalError or core::InternalError with
/// PETSc's message. Move-only.
class SlepcSession {
 public:
  /// For use by all ranks of `communicator` and by parts of it. Collective. Throws ConfigError on all ranks
  /// where the libraries cannot be loaded, InternalError where a session exists already.
  explicit SlepcSession(const parallel::Communicator& communicator);
  ~SlepcSession();
  SlepcSession(SlepcSession&&) noexcept;
  SlepcSession& operator=(SlepcSession&&) noexcept;
  SlepcSession(const SlepcSession&) = delete;
  SlepcSession& operator=(const SlepcSession&) = delete;

  /// The `count` largest eigenvalues and their vectors, orthogonal to `deflated` (d x own rows: each row is
  /// this rank's part of a vector; the d vectors are orthonormal and span an invariant subspace). Signs: the
  /// sum over rows i of v_i (frac(0.618034 (i + 1)) - 1/2) is not negative. The start vector is a function of
  /// seed and row, so that results of other numbers of ranks differ by rounding only, except for vectors of
  /// equal eigenvalues, which are any basis. That a limit was reached is a result, see EigenPairs::converged.
  /// 1 <= count <= rows - d < 2^31 (InternalError). Throws NumericalError where products are not finite or
  /// the method breaks down. Collective over `communicator`, that of the operator. Memory: `subspace`
  /// vectors; each product is followed by 4 rows subspace flop on average (krylov_schur).
  [[nodiscard]] EigenPairs largest_eigenpairs(const parallel::Communicator& communicator,
                                              const SymmetricOperator& matrix, std::size_t count,
                                              const EigenOptions& options,
                                              core::MatrixView<const double> deflated = {}) const;

  /// A sparse symmetric matrix of `rows` rows, of which this rank has `own_rows` (0 or more; contiguous in
  /// the order of ranks; they add up to `rows`). `entries`: any entries from any rank, those of both
  /// triangles; that they are symmetric is the caller's matter. Throws InternalError for an entry outside.
  /// Collective. Memory: 12 bytes for each entry, twice that while it is made. 2 flop for each entry and
  /// product.
  [[nodiscard]] std::unique_ptr<SymmetricOperator> sparse_operator(
      const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows,
      std::span<const SparseEntry> entries) const;

  /// Such as "SLEPc 3.18.2, PETSc 3.18.5".
  [[nodiscard]] std::string description() const;

 private:
  std::unique_ptr<SlepcModule> module_;
};

}  // namespace netseam::linalg
