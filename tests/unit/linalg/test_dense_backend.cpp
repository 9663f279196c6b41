#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <vector>

using namespace netseam;
using linalg::ProductLibrary;
using linalg::Transpose;

namespace {

template <class T>
std::vector<T> random_values(std::size_t count, std::uint64_t unit) {
  core::RandomStream random(7, unit, core::Purpose::test);
  std::vector<T> values(count);
  for (T& value : values) value = static_cast<T>(random.normal());
  return values;
}

constexpr std::size_t m = 37, n = 51, k = 64, pad = 5;

/// Largest difference between the library's alpha op(A) op(B) + beta C and the definition in float64;
/// infinity when the padding of C was touched.
double worst_error(const linalg::DenseBackend& backend, Transpose turn_a, Transpose turn_b) {
  const bool a_turned = turn_a == Transpose::yes, b_turned = turn_b == Transpose::yes;
  const std::size_t rows_a = a_turned ? k : m, columns_a = a_turned ? m : k;
  const std::size_t rows_b = b_turned ? n : k, columns_b = b_turned ? k : n;
  const auto a = random_values<float>(rows_a * (columns_a + pad), 1);
  const auto b = random_values<float>(rows_b * (columns_b + pad), 2);
  const auto before = random_values<float>(m * (n + pad), 3);
  auto c = before;
  const core::MatrixView<const float> view_a(a.data(), rows_a, columns_a, columns_a + pad);
  const core::MatrixView<const float> view_b(b.data(), rows_b, columns_b, columns_b + pad);
  backend.multiply(turn_a, turn_b, -0.5F, view_a, view_b, 2.0F, {c.data(), m, n, n + pad});
  double worst = 0;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < k; ++l)
        sum += static_cast<double>(a_turned ? view_a(l, i) : view_a(i, l)) *
               static_cast<double>(b_turned ? view_b(j, l) : view_b(l, j));
      const std::size_t at = i * (n + pad) + j;
      worst = std::max(
          worst, std::abs(-0.5 * sum + 2.0 * static_cast<double>(before[at]) - static_cast<double>(c[at])));
    }
    for (std::size_t j = n; j < n + pad; ++j)
      if (c[i * (n + pad) + j] != before[i * (n + pad) + j]) return INFINITY;
  }
  return worst;
}

}  // namespace

TEST_CASE("products agree with the definition in every library and transposition", "[serial]") {
  for (const ProductLibrary library : {ProductLibrary::onednn, ProductLibrary::openblas}) {
    const auto backend = linalg::make_cpu_backend(library);
    REQUIRE(backend->product_library() == library);
    // k products of values below about 4 in float32: k^2 16 eps/2 = 4e-3 at most, some 1e-5 as roundings
    // cancel
    for (const Transpose turn_a : {Transpose::no, Transpose::yes})
      for (const Transpose turn_b : {Transpose::no, Transpose::yes})
        CHECK(worst_error(*backend, turn_a, turn_b) < 1e-4);
  }
}

TEST_CASE("products of wrong shapes are refused", "[serial]") {
  const auto backend = linalg::make_cpu_backend(ProductLibrary::onednn);
  std::vector<float> values(12);
  const core::MatrixView<float> matrix(values.data(), 3, 4);
  std::vector<float> result(9);
  CHECK_THROWS_AS(
      backend->multiply(Transpose::no, Transpose::no, 1, matrix, matrix, 0, {result.data(), 3, 3}),
      core::InternalError);
}

TEST_CASE("the Gram matrix is added to both triangles", "[serial]") {
  const std::size_t rows = 70, width = 33;
  const auto backend = linalg::make_cpu_backend(ProductLibrary::onednn);
  const auto x = random_values<double>(rows * width, 4);
  std::vector<double> gram(rows * rows, 1.0);
  backend->add_gram({x.data(), rows, width}, {gram.data(), rows, rows});
  double worst = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < rows; ++j) {
      double sum = 1;
      for (std::size_t l = 0; l < width; ++l) sum += x[i * width + l] * x[j * width + l];
      worst = std::max(worst, std::abs(sum - gram[i * rows + j]));
    }
  CHECK(worst < 2e-12);  // width products of values below 4: width^2 16 2^-53 at most
}

TEST_CASE("eigenvalues of the path graph's Laplacian are 2 - 2 cos(pi k / n)", "[serial]") {
  const std::size_t rows = 90;
  const auto backend = linalg::make_cpu_backend(ProductLibrary::onednn);
  std::vector<double> laplacian(rows * rows, 0.0);
  for (std::size_t i = 0; i + 1 < rows; ++i) {
    laplacian[i * rows + i] += 1;
    laplacian[(i + 1) * rows + i + 1] += 1;
    laplacian[i * rows + i + 1] = laplacian[(i + 1) * rows + i] = -1;
  }
  const auto value = backend->symmetric_eigenvalues({laplacian.data(), rows, rows});
  REQUIRE(value.size() == rows);
  double worst = 0;
  for (std::size_t i = 0; i < rows; ++i)
    worst = std::max(
        worst, std::abs(value[i] - (2 - 2 * std::cos(std::acos(-1.0) * static_cast<double>(i) / rows))));
  CHECK(worst < rows * 4 * 2.3e-16);  // backward stable: n eps |A| with |A| <= 4
}

TEST_CASE("automatic chooses a library, says which, and leaves the environment alone", "[serial]") {
  const auto variable = [] {
    const char* text = std::getenv("OPENBLAS_CORETYPE");
    return std::string(text ? text : "");
  };
  const std::string before = variable();
  const auto backend = linalg::make_cpu_backend(ProductLibrary::automatic);
  CHECK(backend->product_library() != ProductLibrary::automatic);
  CHECK(backend->description().find(backend->product_library() == ProductLibrary::onednn ? "oneDNN"
                                                                                         : "OpenBLAS") == 0);
  CHECK(variable() == before);
}
