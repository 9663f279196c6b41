#pragma once
#include <slepceps.h>
#include <utility>

namespace netseam::linalg {

/// Throws what a PETSc call returned: NumericalError for a failure of the method, std::bad_alloc where memory
/// is short (on this rank alone), else InternalError. `what` was attempted.
void check(PetscErrorCode code, const char* what);

/// Owner of a PETSc object. Move-only.
template <class Object, PetscErrorCode (*destroy)(Object*)>
class Handle {
 public:
  Handle() = default;
  Handle(Handle&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (object_) destroy(&object_);
  }

  [[nodiscard]] Object get() const noexcept { return object_; }
  /// Where a function of PETSc puts the new object; nothing is owned yet.
  [[nodiscard]] Object* put() noexcept { return &object_; }

 private:
  Object object_ = nullptr;
};

using Vector = Handle<Vec, VecDestroy>;
using Matrix = Handle<Mat, MatDestroy>;
using Solver = Handle<EPS, EPSDestroy>;

}  // namespace netseam::linalg
