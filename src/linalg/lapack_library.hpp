#pragma once
#include <memory>
#include <string>

namespace netseam::linalg {

/// BLAS and LAPACK opened at run time, so that OpenBLAS can be told first which kernels suit this processor.
/// Pointers to the Fortran entry points (32-bit integers, column-major).
class LapackLibrary {
 public:
  /// Opens OpenBLAS, or the reference libraries where it is missing, with one thread.
  /// Throws ConfigError naming what was looked for.
  LapackLibrary();

  using MultiplySingle = void (*)(const char*, const char*, const int*, const int*, const int*, const float*,
                                  const float*, const int*, const float*, const int*, const float*, float*,
                                  const int*);
  using MultiplyDouble = void (*)(const char*, const char*, const int*, const int*, const int*, const double*,
                                  const double*, const int*, const double*, const int*, const double*,
                                  double*, const int*);
  using RankUpdate = void (*)(const char*, const char*, const int*, const int*, const double*, const double*,
                              const int*, const double*, double*, const int*);
  using Eigenvalues = void (*)(const char*, const char*, const int*, double*, const int*, double*, double*,
                               const int*, int*, const int*, int*);
  using SingularValues = void (*)(const char*, const int*, const int*, double*, const int*, double*, double*,
                                  const int*, double*, const int*, double*, const int*, int*, int*);
  MultiplySingle sgemm = nullptr;
  MultiplyDouble dgemm = nullptr;
  RankUpdate dsyrk = nullptr;
  Eigenvalues dsyevd = nullptr;
  SingularValues dgesdd = nullptr;

  /// Library, version and kernels, such as "OpenBLAS 0.3.21 (SkylakeX)".
  [[nodiscard]] const std::string& description() const noexcept { return description_; }

 private:
  struct Close {
    void operator()(void* handle) const noexcept;
  };
  using Handle = std::unique_ptr<void, Close>;

  [[nodiscard]] bool open_openblas();
  [[nodiscard]] bool open_reference();

  Handle blas_, lapack_;
  std::string description_;
};

}  // namespace netseam::linalg
