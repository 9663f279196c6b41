#include "float_product.hpp"

#include "netseam/core/error.hpp"

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <dlfcn.h>
#include <limits>
#include <new>
#include <vector>

namespace netseam::linalg {
namespace {

/// Columns of op(A), which are rows of op(B).
std::size_t inner_size(const FloatProduct& product) {
  return product.transpose_a == Transpose::yes ? product.a.rows() : product.a.columns();
}

const char* instruction_set(dnnl_cpu_isa_t isa) {
  if (isa >= dnnl_cpu_isa_avx2_vnni) return "AVX2";
  if (isa >= dnnl_cpu_isa_avx512_core_amx) return "AVX-512, AMX";
  if (isa >= dnnl_cpu_isa_avx512_mic) return "AVX-512";
  if (isa >= dnnl_cpu_isa_avx2) return "AVX2";
  if (isa >= dnnl_cpu_isa_avx) return "AVX";
  return isa >= dnnl_cpu_isa_sse41 ? "SSE4.1" : "generic";
}

template <class Multiply>
double seconds(const Multiply& multiply) {
  double best = std::numeric_limits<double>::infinity();
  multiply();  // the first call generates code and touches memory
  for (int repeat = 0; repeat < 4; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    multiply();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

/// Scope in which this thread gets no signal. oneDNN before 3.12 lets its sgemm kernels point the stack
/// register into the heap, where the frame of a signal handler would overwrite other data (oneDNN issue
/// 4845); a signal of the process waits until the product is done.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous_);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;
  NoSignals(NoSignals&&) = delete;
  NoSignals& operator=(NoSignals&&) = delete;

 private:
  sigset_t previous_;
};

}  // namespace

void multiply_by_openblas(const LapackLibrary& library, const FloatProduct& product) {
  // a row-major product is the column-major product of the transposed factors in the other order
  const char first = product.transpose_b == Transpose::yes ? 'T' : 'N';
  const char second = product.transpose_a == Transpose::yes ? 'T' : 'N';
  const int m = static_cast<int>(product.c.columns()), n = static_cast<int>(product.c.rows());
  const int k = static_cast<int>(inner_size(product));
  const int stride_a = static_cast<int>(product.a.stride()), stride_b = static_cast<int>(product.b.stride());
  const int stride_c = static_cast<int>(product.c.stride());
  library.sgemm(&first, &second, &m, &n, &k, &product.alpha, product.b.data(), &stride_b, product.a.data(),
                &stride_a, &product.beta, product.c.data(), &stride_c);
}

void multiply_by_onednn(const FloatProduct& product) {
  const auto size = [](std::size_t value) { return static_cast<dnnl_dim_t>(value); };
  const NoSignals no_signals;
  const dnnl_status_t status = dnnl_sgemm(
      product.transpose_a == Transpose::yes ? 'T' : 'N', product.transpose_b == Transpose::yes ? 'T' : 'N',
      size(product.c.rows()), size(product.c.columns()), size(inner_size(product)), product.alpha,
      product.a.data(), size(product.a.stride()), product.b.data(), size(product.b.stride()), product.beta,
      product.c.data(), size(product.c.stride()));
  if (status == dnnl_out_of_memory) throw std::bad_alloc();
  if (status != dnnl_success)
    throw core::InternalError("oneDNN refused a matrix product, status " + std::to_string(status));
}

void keep_onednn_on_one_thread() {
  // oneDNN brings an OpenMP runtime of its own choice, so its setter is looked up, not linked
  using SetThreads = void (*)(int);
  if (const auto set_threads = reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "omp_set_num_threads")))
    set_threads(1);
}

std::string onednn_description() {
  const dnnl_version_t& version = *dnnl_version();
  return "oneDNN " + std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch) + " (" + instruction_set(dnnl_get_effective_cpu_isa()) + ")";
}

std::string onednn_instructions() {
  return std::string("oneDNN ") + instruction_set(dnnl_get_effective_cpu_isa());
}

ProductLibrary measure_fastest_product(const LapackLibrary& library) {
  constexpr std::size_t n = 512;
  std::vector<float> a(n * n), c(n * n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 97) - 48.0F;
  FloatProduct product;
  product.a = product.b = core::MatrixView<const float>(a.data(), n, n);
  product.c = core::MatrixView<float>(c.data(), n, n);
  const double onednn = seconds([&] { multiply_by_onednn(product); });
  const double openblas = seconds([&] { multiply_by_openblas(library, product); });
  return openblas * 1.1 < onednn ? ProductLibrary::openblas : ProductLibrary::onednn;
}

}  // namespace netseam::linalg
