#include "eigenpairs.hpp"

#include "handles.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <string>
#include <vector>

namespace netseam::linalg {
namespace {

/// An operator as PETSc sees it, and how often it was applied.
struct CountedOperator {
  const SymmetricOperator& matrix;
  std::size_t products = 0, maximum = 0;
  std::exception_ptr failure;
};

class ReadArray {
 public:
  explicit ReadArray(Vec vector) : vector_(vector) {
    check(VecGetArrayRead(vector, &values_), "reading a vector");
  }
  ~ReadArray() { VecRestoreArrayRead(vector_, &values_); }
  ReadArray(const ReadArray&) = delete;
  ReadArray& operator=(const ReadArray&) = delete;
  [[nodiscard]] const double* values() const noexcept { return values_; }

 private:
  Vec vector_;
  const double* values_ = nullptr;
};

class WrittenArray {
 public:
  explicit WrittenArray(Vec vector) : vector_(vector) {
    check(VecGetArray(vector, &values_), "writing a vector");
  }
  ~WrittenArray() { VecRestoreArray(vector_, &values_); }
  WrittenArray(const WrittenArray&) = delete;
  WrittenArray& operator=(const WrittenArray&) = delete;
  [[nodiscard]] double* values() const noexcept { return values_; }

 private:
  Vec vector_;
  double* values_ = nullptr;
};

/// No exception may cross PETSc: it waits in the context.
PetscErrorCode multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  if (const PetscErrorCode code = MatShellGetContext(shell, &context); code != 0) return code;
  auto& counted = *static_cast<CountedOperator*>(context);
  try {
    const ReadArray from(x);
    const WrittenArray to(y);
    const std::size_t own = counted.matrix.own_rows();
    counted.matrix.apply({from.values(), own}, {to.values(), own});
    ++counted.products;
  } catch (...) {
    counted.failure = std::current_exception();
    return PETSC_ERR_USER;
  }
  return 0;
}

/// The residual norm itself is the error, whatever the eigenvalue's size; none once the products are spent,
/// so that the solver ends with what it has.
PetscErrorCode residual_norm(EPS, PetscScalar, PetscScalar, PetscReal residual, PetscReal* error,
                             void* context) {
  const auto& counted = *static_cast<const CountedOperator*>(context);
  *error = counted.products >= counted.maximum ? 0 : residual;
  return 0;
}

EPSType type_of(EigenMethod method) {
  switch (method) {
    case EigenMethod::krylov_schur:
      return EPSKRYLOVSCHUR;
    case EigenMethod::lobpcg:
      return EPSLOBPCG;
    case EigenMethod::arnoldi:
      return EPSARNOLDI;
  }
  return EPSKRYLOVSCHUR;
}

Matrix shell_of(const EigenProblem& problem, CountedOperator& counted) {
  Matrix shell;
  const auto rows = static_cast<PetscInt>(problem.matrix.rows()),
             own = static_cast<PetscInt>(problem.matrix.own_rows());
  const char* what = "making a matrix for the eigen solver";
  check(MatCreateShell(problem.communicator.get(), own, own, rows, rows, &counted, shell.put()), what);
  check(MatShellSetOperation(shell.get(), MATOP_MULT, reinterpret_cast<void (*)()>(multiply)), what);
  check(MatSetOption(shell.get(), MAT_SYMMETRIC, PETSC_TRUE), what);
  return shell;
}

Vector vector_of(Mat shell, std::span<const double> own) {
  Vector vector;
  check(MatCreateVecs(shell, vector.put(), nullptr), "making a vector");
  const WrittenArray values(vector.get());
  std::ranges::copy(own, values.values());
  return vector;
}

void set_search_space(EPS solver, const EigenProblem& problem) {
  const char* what = "setting the search space";
  const auto count = static_cast<PetscInt>(problem.count);
  if (problem.options.method == EigenMethod::lobpcg)  // it knows how many vectors it needs
    return check(EPSSetDimensions(solver, count, PETSC_DEFAULT, PETSC_DEFAULT), what);
  const std::size_t room = problem.matrix.rows() - problem.deflated.rows();
  const std::size_t asked =
      problem.options.subspace > 0 ? problem.options.subspace : std::max<std::size_t>(4 * problem.count, 32);
  // SLEPc wants one vector more than pairs, though deflation may leave no room for it
  const std::size_t subspace =
      std::max(std::min(room, asked), std::min(problem.matrix.rows(), problem.count + 1));
  check(EPSSetDimensions(solver, count, static_cast<PetscInt>(subspace), PETSC_DEFAULT), what);
}

/// Without it LOBPCG looks for the diagonal of the matrix.
void set_no_preconditioner(EPS solver) {
  ST transformation = nullptr;
  KSP krylov = nullptr;
  PC preconditioner = nullptr;
  const char* what = "setting up LOBPCG";
  check(EPSGetST(solver, &transformation), what);
  check(STGetKSP(transformation, &krylov), what);
  check(KSPGetPC(krylov, &preconditioner), what);
  check(PCSetType(preconditioner, PCNONE), what);
}

void set_deflation_and_start(EPS eps, Mat shell, const EigenProblem& problem) {
  const char* what = "setting the first vectors of an eigen solver";
  std::vector<Vector> deflated;
  std::vector<Vec> handles;
  for (std::size_t v = 0; v < problem.deflated.rows(); ++v) {
    deflated.push_back(vector_of(shell, problem.deflated.row(v)));
    handles.push_back(deflated.back().get());
  }
  if (!handles.empty())
    check(EPSSetDeflationSpace(eps, static_cast<PetscInt>(handles.size()), handles.data()), what);
  const Vector start = vector_of(shell, problem.start);
  Vec first = start.get();
  check(EPSSetInitialSpace(eps, 1, &first), what);
}

Solver solver_of(const EigenProblem& problem, Mat shell, CountedOperator& counted) {
  Solver solver;
  const char* what = "setting up an eigen solver";
  check(EPSCreate(problem.communicator.get(), solver.put()), what);
  EPS eps = solver.get();
  check(EPSSetOperators(eps, shell, nullptr), what);
  check(EPSSetProblemType(eps, EPS_HEP), what);
  check(EPSSetWhichEigenpairs(eps, EPS_LARGEST_REAL), what);
  check(EPSSetType(eps, type_of(problem.options.method)), what);
  if (problem.options.method == EigenMethod::lobpcg) set_no_preconditioner(eps);
  set_search_space(eps, problem);
  // a little less than the tolerance: the estimate may be below the residual by rounding
  check(EPSSetTolerances(eps, 0.9 * problem.options.tolerance, std::numeric_limits<PetscInt>::max()), what);
  check(EPSSetConvergenceTestFunction(eps, residual_norm, &counted, nullptr), what);
  set_deflation_and_start(eps, shell, problem);
  return solver;
}

/// Throws what the operator threw, or else what PETSc returned.
void check_product(PetscErrorCode code, const CountedOperator& counted, const char* what) {
  if (counted.failure) std::rethrow_exception(counted.failure);
  check(code, what);
}

/// Pair `which` of the solver, with the sign that EigenProblem asks for and its residual, to the end of
/// `pairs`.
void add_pair(EPS solver, Mat shell, const CountedOperator& counted, Vec sign, std::size_t which,
              EigenPairs& pairs) {
  const char* what = "taking an eigenpair";
  Vector vector, product;
  check(MatCreateVecs(shell, vector.put(), product.put()), what);
  double value = 0, projection = 0, residual = 0;
  check(EPSGetEigenpair(solver, static_cast<PetscInt>(which), &value, nullptr, vector.get(), nullptr), what);
  check(VecDot(vector.get(), sign, &projection), what);
  if (projection < 0) check(VecScale(vector.get(), -1), what);
  check_product(MatMult(shell, vector.get(), product.get()), counted, what);
  check(VecAXPY(product.get(), -value, vector.get()), what);
  check(VecNorm(product.get(), NORM_2, &residual), what);
  pairs.value.push_back(value);
  pairs.residual.push_back(residual);
  PetscInt own = 0;
  check(VecGetLocalSize(vector.get(), &own), what);
  const ReadArray values(vector.get());
  pairs.vector.insert(pairs.vector.end(), values.values(), values.values() + own);
}

bool all_converged(const EigenPairs& pairs, double tolerance) {
  double largest = 0;
  for (const double value : pairs.value) largest = std::max(largest, std::abs(value));
  const double limit = std::max(tolerance, 1e-13 * largest);
  return std::ranges::all_of(pairs.residual, [&](double residual) { return residual <= limit; });
}

}  // namespace

EigenPairs solve(const EigenProblem& problem) {
  CountedOperator counted{problem.matrix, 0, problem.options.maximum_products, nullptr};
  const Matrix shell = shell_of(problem, counted);
  const Solver solver = solver_of(problem, shell.get(), counted);
  check_product(EPSSolve(solver.get()), counted, "finding eigenvectors");
  EigenPairs pairs;
  pairs.products = counted.products;
  PetscInt found = 0;
  check(EPSGetConverged(solver.get(), &found), "counting eigenpairs");
  const Vector sign = vector_of(shell.get(), problem.sign);
  const std::size_t wanted = std::min(problem.count, static_cast<std::size_t>(found));
  for (std::size_t which = 0; which < wanted; ++which)
    add_pair(solver.get(), shell.get(), counted, sign.get(), which, pairs);
  pairs.converged = all_converged(pairs, problem.options.tolerance);
  return pairs;
}

}  // namespace netseam::linalg
