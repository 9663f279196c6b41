// The functions that netseam_slepc.so shows.
#include "../slepc_module.hpp"
#include "eigenpairs.hpp"
#include "handles.hpp"
#include "sparse_matrix.hpp"

#include "netseam/core/error.hpp"

#include <cstdlib>
#include <new>
#include <optional>

namespace netseam::linalg {
namespace {

/// Takes a variable out of the environment for as long as it lives.
class HiddenVariable {
 public:
  explicit HiddenVariable(const char* name) : name_(name) {
    if (const char* value = std::getenv(name)) value_ = value;
    ::unsetenv(name);
  }
  ~HiddenVariable() {
    if (value_) ::setenv(name_, value_->c_str(), 1);
  }
  HiddenVariable(const HiddenVariable&) = delete;
  HiddenVariable& operator=(const HiddenVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> value_;
};

class Session final : public SlepcModule {
 public:
  explicit Session(const parallel::Communicator& communicator) {
    PetscBool exists = PETSC_FALSE;
    check(PetscInitialized(&exists), "asking whether PETSc is initialised");
    if (exists) throw core::InternalError("a second SLEPc session was begun beside the first");
    const HiddenVariable options("PETSC_OPTIONS"), yaml("PETSC_OPTIONS_YAML");
    PETSC_COMM_WORLD = communicator.get();
    check(PetscPushErrorHandler(PetscReturnErrorHandler, nullptr), "setting PETSc's error handler");
    check(PetscOptionsSetValue(nullptr, "-skip_petscrc", "1"), "setting an option of PETSc");
    check(PetscOptionsSetValue(nullptr, "-no_signal_handler", "1"), "setting an option of PETSc");
    check(SlepcInitializeNoArguments(), "initialising SLEPc");
    check(PetscOptionsClear(nullptr), "clearing the options of PETSc");
  }
  ~Session() override {
    SlepcFinalize();
    PetscPopErrorHandler();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;

  [[nodiscard]] EigenPairs largest_eigenpairs(const EigenProblem& problem) const override {
    return solve(problem);
  }
  [[nodiscard]] std::unique_ptr<SymmetricOperator> sparse_operator(
      const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows,
      std::span<const SparseEntry> entries) const override {
    return std::make_unique<SparseMatrix>(communicator, rows, own_rows, entries);
  }
  [[nodiscard]] std::string description() const override {
    return "SLEPc " + std::to_string(SLEPC_VERSION_MAJOR) + "." + std::to_string(SLEPC_VERSION_MINOR) + "." +
           std::to_string(SLEPC_VERSION_SUBMINOR) + ", PETSc " + std::to_string(PETSC_VERSION_MAJOR) + "." +
           std::to_string(PETSC_VERSION_MINOR) + "." + std::to_string(PETSC_VERSION_SUBMINOR);
  }
};

}  // namespace

void check(PetscErrorCode code, const char* what) {
  if (code == 0) return;
  if (code == PETSC_ERR_MEM) throw std::bad_alloc();
  const char* text = nullptr;
  PetscErrorMessage(code, &text, nullptr);
  const std::string message = std::string(what) + " failed: PETSc error " + std::to_string(code) +
                              (text ? std::string(", ") + text : "");
  // user input: what PETSc calls values that are not finite
  if (code == PETSC_ERR_FP || code == PETSC_ERR_USER_INPUT || code == PETSC_ERR_LIB ||
      code == PETSC_ERR_CONV_FAILED || code == PETSC_ERR_NOT_CONVERGED)
    throw core::NumericalError(message);
  throw core::InternalError(message);
}

}  // namespace netseam::linalg

extern "C" __attribute__((visibility("default"))) netseam::linalg::SlepcModule* netseam_make_slepc_module(
    const netseam::parallel::Communicator& communicator) {
  return new netseam::linalg::Session(communicator);
}
