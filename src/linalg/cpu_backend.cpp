#include "avx2_gram.hpp"
#include "float_product.hpp"
#include "lapack_library.hpp"
#include "panel_gram.hpp"
#include "singular_values.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

namespace netseam::linalg {
namespace {

/// Estimates of 1 / sqrt(x) differ from one maker of x86 processors to the other.
std::string maker() {
#if HWY_ARCH_X86
  if (__builtin_cpu_is("intel") != 0) return "Intel, ";
  if (__builtin_cpu_is("amd") != 0) return "AMD, ";
#endif
  return {};
}

class CpuBackend final : public DenseBackend {
 public:
  explicit CpuBackend(ProductLibrary library) {
    keep_onednn_on_one_thread();
    product_library_ = library == ProductLibrary::automatic ? measure_fastest_product(lapack_) : library;
    if (Avx2Gram::is_fastest_here()) avx2_gram_ = std::make_unique<Avx2Gram>();
  }

  void multiply(Transpose transpose_a, Transpose transpose_b, float alpha, core::MatrixView<const float> a,
                core::MatrixView<const float> b, float beta, core::MatrixView<float> c) const override {
    const bool turn_a = transpose_a == Transpose::yes, turn_b = transpose_b == Transpose::yes;
    if ((turn_a ? a.columns() : a.rows()) != c.rows() || (turn_b ? b.rows() : b.columns()) != c.columns() ||
        (turn_a ? a.rows() : a.columns()) != (turn_b ? b.columns() : b.rows()))
      throw core::InternalError("a matrix product was asked for with shapes that do not fit");
    if (c.rows() == 0 || c.columns() == 0) return;
    const FloatProduct product{transpose_a, transpose_b, alpha, a, b, beta, c};
    if (product_library_ == ProductLibrary::openblas) return multiply_by_openblas(lapack_, product);
    multiply_by_onednn(product);
  }

  void upper_gram(core::MatrixView<const float> x, Rows rows, core::MatrixView<float> gram) const override {
    if (gram.rows() != x.rows() || gram.columns() != x.rows())
      throw core::InternalError("a Gram matrix was asked for with shapes that do not fit");
    if (x.rows() == 0) return;
    if (avx2_gram_) return avx2_gram_->compute(x, rows, gram);
    panel_gram_->compute(*this, x, rows, gram);
  }

  void add_gram(core::MatrixView<const double> x, core::MatrixView<double> gram) const override {
    if (gram.rows() != x.rows() || gram.columns() != x.rows())
      throw core::InternalError("a Gram matrix was asked for with shapes that do not fit");
    const int n = static_cast<int>(x.rows()), k = static_cast<int>(x.columns());
    const int stride_x = static_cast<int>(x.stride()), stride_gram = static_cast<int>(gram.stride());
    const double one = 1;
    // column-major LAPACK sees the transposed X, and its lower triangle is the upper one of the row-major
    // result
    if (n > 0 && k > 0)
      lapack_.dsyrk("L", "T", &n, &k, &one, x.data(), &stride_x, &one, gram.data(), &stride_gram);
    constexpr std::size_t tile = 64;  // rows and columns of a tile stay in the first cache
    for (std::size_t row_tile = 0; row_tile < gram.rows(); row_tile += tile)
      for (std::size_t column_tile = 0; column_tile <= row_tile; column_tile += tile)
        mirror(gram, row_tile, column_tile, tile);
  }

  void multiply(Transpose transpose_a, Transpose transpose_b, double alpha, core::MatrixView<const double> a,
                core::MatrixView<const double> b, double beta, core::MatrixView<double> c) const override {
    const bool turn_a = transpose_a == Transpose::yes, turn_b = transpose_b == Transpose::yes;
    if ((turn_a ? a.columns() : a.rows()) != c.rows() || (turn_b ? b.rows() : b.columns()) != c.columns() ||
        (turn_a ? a.rows() : a.columns()) != (turn_b ? b.columns() : b.rows()))
      throw core::InternalError("a matrix product was asked for with shapes that do not fit");
    if (c.rows() == 0 || c.columns() == 0) return;
    const int rows = static_cast<int>(c.rows()), columns = static_cast<int>(c.columns());
    const int inner = static_cast<int>(turn_a ? a.rows() : a.columns());
    const int stride_a = static_cast<int>(a.stride()), stride_b = static_cast<int>(b.stride()),
              stride_c = static_cast<int>(c.stride());
    // column-major BLAS sees the transposed matrices: C' = op(B)' op(A)'
    lapack_.dgemm(turn_b ? "T" : "N", turn_a ? "T" : "N", &columns, &rows, &inner, &alpha, b.data(),
                  &stride_b, a.data(), &stride_a, &beta, c.data(), &stride_c);
  }

  [[nodiscard]] std::vector<double> symmetric_eigenvalues(core::MatrixView<double> matrix) const override {
    return decompose("N", matrix);
  }
  [[nodiscard]] std::vector<double> symmetric_eigenvectors(core::MatrixView<double> matrix) const override {
    return decompose("V", matrix);  // LAPACK's columns are rows here
  }

  [[nodiscard]] std::vector<double> singular_values(core::MatrixView<double> matrix) const override {
    return singular_values_by_lapack(lapack_, matrix);
  }
  [[nodiscard]] ThinSingularValueDecomposition thin_singular_value_decomposition(
      core::MatrixView<double> matrix) const override {
    return decompose_by_lapack(lapack_, matrix);
  }

  [[nodiscard]] std::string description() const override {
    const std::string libraries =
        product_library_ == ProductLibrary::openblas
            ? lapack_.description() + " sgemm"
            : onednn_description() + " sgemm, " + lapack_.description() + " dsyrk and dsyevd";
    return libraries + (avx2_gram_ ? ", own AVX2 Gram matrices" : "");
  }
  [[nodiscard]] ProductLibrary product_library() const noexcept override { return product_library_; }

 private:
  [[nodiscard]] std::vector<double> decompose(const char* job, core::MatrixView<double> matrix) const {
    const int n = static_cast<int>(matrix.rows()), stride = static_cast<int>(matrix.stride());
    std::vector<double> value(matrix.rows());
    if (n == 0) return value;
    const int query = -1;
    int info = 0, integer_size = 0;
    double size = 0;
    lapack_.dsyevd(job, "U", &n, matrix.data(), &stride, value.data(), &size, &query, &integer_size, &query,
                   &info);
    const int length = static_cast<int>(size);
    std::vector<double> work(static_cast<std::size_t>(length));
    std::vector<int> integer_work(static_cast<std::size_t>(integer_size));
    lapack_.dsyevd(job, "U", &n, matrix.data(), &stride, value.data(), work.data(), &length,
                   integer_work.data(), &integer_size, &info);
    if (info != 0)
      throw core::NumericalError("the eigenvalues of a symmetric matrix of " + std::to_string(n) +
                                 " rows did not converge (LAPACK dsyevd info " + std::to_string(info) + ")");
    return value;
  }

  /// Copies a tile of the upper triangle to the lower one.
  static void mirror(core::MatrixView<double> gram, std::size_t row_tile, std::size_t column_tile,
                     std::size_t tile) {
    for (std::size_t i = row_tile; i < std::min(gram.rows(), row_tile + tile); ++i)
      for (std::size_t j = column_tile; j < std::min(i, column_tile + tile); ++j) gram(i, j) = gram(j, i);
  }

  LapackLibrary lapack_;
  std::unique_ptr<Avx2Gram> avx2_gram_;  // null: the library is faster
  std::unique_ptr<PanelGram> panel_gram_ = std::make_unique<PanelGram>();
  ProductLibrary product_library_ = ProductLibrary::onednn;
};

}  // namespace

std::string library_name(ProductLibrary library) {
  return library == ProductLibrary::openblas ? "openblas" : "onednn";
}

ProductLibrary library_of_name(const std::string& name) {
  return name == "openblas" ? ProductLibrary::openblas : ProductLibrary::onednn;
}

std::string processor_kind(ProductLibrary library) {
  const std::int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
  const std::string best = hwy::TargetName(usable & -usable);  // the lowest bit
  // what follows a '_' are further instructions for integers, as of AVX3_DL
  return maker() + best.substr(0, best.find('_')) + " kernels, " +
         (library == ProductLibrary::openblas ? LapackLibrary().description() : onednn_instructions());
}

std::unique_ptr<DenseBackend> make_cpu_backend(ProductLibrary library) {
  return std::make_unique<CpuBackend>(library);
}

}  // namespace netseam::linalg
