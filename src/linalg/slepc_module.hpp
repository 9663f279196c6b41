#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/eigen_solver.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/linalg/symmetric_operator.hpp"
#include "netseam/parallel/communicator.hpp"

#include <memory>
#include <span>
#include <string>

namespace netseam::linalg {

/// What largest_eigenpairs is asked, all of it valid.
struct EigenProblem {
  const parallel::Communicator& communicator;
  const SymmetricOperator& matrix;
  std::size_t count = 0;
  const EigenOptions& options;
  core::MatrixView<const double> deflated;
  std::span<const double> start;  // own rows
  std::span<const double> sign;   // own rows: signs make the product with it positive
};

/// The side of SlepcSession that is linked with SLEPc: a library of its own, opened at run time. SLEPc brings
/// OpenBLAS with it, which must not be there before LapackLibrary has told it which kernels to use.
class SlepcModule {
 public:
  SlepcModule() = default;
  virtual ~SlepcModule() = default;
  SlepcModule(const SlepcModule&) = delete;
  SlepcModule& operator=(const SlepcModule&) = delete;
  SlepcModule(SlepcModule&&) = delete;
  SlepcModule& operator=(SlepcModule&&) = delete;

  [[nodiscard]] virtual EigenPairs largest_eigenpairs(const EigenProblem& problem) const = 0;
  [[nodiscard]] virtual std::unique_ptr<SymmetricOperator> sparse_operator(
      const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows,
      std::span<const SparseEntry> entries) const = 0;
  [[nodiscard]] virtual std::string description() const = 0;
};

/// Type and name of the function that makes it; collective, throws InternalError.
using MakeSlepcModule = SlepcModule*(const parallel::Communicator&);
inline constexpr const char* make_slepc_module_name = "netseam_make_slepc_module";

}  // namespace netseam::linalg
