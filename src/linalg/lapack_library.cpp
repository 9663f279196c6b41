#include "lapack_library.hpp"

#include "netseam/core/error.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <string_view>

namespace netseam::linalg {
namespace {

/// The OpenBLAS 0.3 kernels that suit this processor; null = let OpenBLAS choose. Its own choice falls back
/// to kernels of 2004 on processors that are younger than the library. Kernels that the processor cannot run
/// would crash.
const char* suitable_kernels() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return nullptr;
}

/// Sets an environment variable for as long as it lives, unless the user has set it.
class EnvironmentDefault {
 public:
  EnvironmentDefault(const char* name, const char* value) : name_(name), set_(value && !std::getenv(name)) {
    if (set_) ::setenv(name_, value, 0);
  }
  ~EnvironmentDefault() {
    if (set_) ::unsetenv(name_);
  }
  EnvironmentDefault(const EnvironmentDefault&) = delete;
  EnvironmentDefault& operator=(const EnvironmentDefault&) = delete;

 private:
  const char* name_;
  bool set_;
};

template <class Function>
bool find(void* handle, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(handle, name));
  return function != nullptr;
}

/// "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY ..." -> "OpenBLAS 0.3.21"
std::string library_and_version(std::string_view configuration) {
  const std::size_t first = configuration.find(' ');
  return std::string(
      configuration.substr(0, configuration.find(' ', first == std::string_view::npos ? first : first + 1)));
}

}  // namespace

void LapackLibrary::Close::operator()(void* handle) const noexcept { ::dlclose(handle); }

LapackLibrary::LapackLibrary() {
  if (open_openblas() || open_reference()) return;
  throw core::ConfigError(
      "no BLAS and LAPACK found: looked for libopenblas.so.0 (Debian: libopenblas0-pthread), libopenblas.so, "
      "and libblas.so.3 "
      "with liblapack.so.3 (Debian: liblapack3)");
}

bool LapackLibrary::open_openblas() {
  const EnvironmentDefault kernels("OPENBLAS_CORETYPE", suitable_kernels());
  const EnvironmentDefault threads("OPENBLAS_NUM_THREADS", "1");
  for (const char* name : {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"}) {
    Handle handle(::dlopen(name, RTLD_NOW | RTLD_LOCAL));
    if (!handle) continue;
    if (!find(handle.get(), "sgemm_", sgemm) || !find(handle.get(), "dgemm_", dgemm) ||
        !find(handle.get(), "dsyrk_", dsyrk) || !find(handle.get(), "dsyevd_", dsyevd) ||
        !find(handle.get(), "dgesdd_", dgesdd))
      continue;
    char* (*text)() = nullptr;
    description_ = find(handle.get(), "openblas_get_config", text) ? library_and_version(text()) : "OpenBLAS";
    if (find(handle.get(), "openblas_get_corename", text)) description_ += " (" + std::string(text()) + ")";
    void (*set_threads)(int) = nullptr;
    if (find(handle.get(), "openblas_set_num_threads", set_threads)) set_threads(1);
    blas_ = std::move(handle);
    return true;
  }
  return false;
}

bool LapackLibrary::open_reference() {
  Handle blas(::dlopen("libblas.so.3", RTLD_NOW | RTLD_LOCAL));
  Handle lapack(::dlopen("liblapack.so.3", RTLD_NOW | RTLD_LOCAL));
  if (!blas || !lapack) return false;
  if (!find(blas.get(), "sgemm_", sgemm) || !find(blas.get(), "dgemm_", dgemm) ||
      !find(blas.get(), "dsyrk_", dsyrk) || !find(lapack.get(), "dsyevd_", dsyevd) ||
      !find(lapack.get(), "dgesdd_", dgesdd))
    return false;
  description_ = "reference BLAS and LAPACK";
  blas_ = std::move(blas);
  lapack_ = std::move(lapack);
  return true;
}

}  // namespace netseam::linalg
