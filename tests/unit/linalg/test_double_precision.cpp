#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace netseam;
using linalg::Transpose;

namespace {

std::vector<double> random_values(std::size_t count, std::uint64_t seed) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  std::vector<double> values(count);
  for (double& value : values) value = random.normal();
  return values;
}

}  // namespace

TEST_CASE("float64 products agree with sums, transposed and strided", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const std::size_t m = 5, n = 7, k = 9, stride = 12;
  const auto a_values = random_values(k * stride, 1), b_values = random_values(k * stride, 2);
  for (const auto turn_a : {Transpose::no, Transpose::yes})
    for (const auto turn_b : {Transpose::no, Transpose::yes}) {
      const bool ta = turn_a == Transpose::yes, tb = turn_b == Transpose::yes;
      const core::MatrixView<const double> a(a_values.data(), ta ? k : m, ta ? m : k, stride);
      const core::MatrixView<const double> b(b_values.data(), tb ? n : k, tb ? k : n, stride);
      std::vector<double> c_values(m * stride, 2);
      const core::MatrixView<double> c(c_values.data(), m, n, stride);
      backend->multiply(turn_a, turn_b, -3.0, a, b, 0.5, c);
      for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
          double sum = 0;
          for (std::size_t l = 0; l < k; ++l) sum += (ta ? a(l, i) : a(i, l)) * (tb ? b(j, l) : b(l, j));
          // k terms of size 1: a few units of 2^-53
          REQUIRE(c(i, j) == Approx(1 - 3 * sum).epsilon(1e-14).margin(1e-14));
        }
      REQUIRE(c_values[n] == 2);  // between the rows nothing is written
    }
}

TEST_CASE("rows of the decomposed matrix are unit eigenvectors", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const std::size_t n = 20;
  auto values = random_values(n * n, 3);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) values[i * n + j] = values[j * n + i];
  auto vectors = values, copy = values;
  const auto eigenvalue = backend->symmetric_eigenvectors({vectors.data(), n, n});
  REQUIRE(backend->symmetric_eigenvalues({copy.data(), n, n}).size() == n);
  for (std::size_t v = 0; v < n; ++v) {
    double norm = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double image = 0;
      for (std::size_t j = 0; j < n; ++j) image += values[i * n + j] * vectors[v * n + j];
      // backward stable: n eps |A|, |A| about 9
      REQUIRE(image == Approx(eigenvalue[v] * vectors[v * n + i]).margin(1e-13));
      norm += vectors[v * n + i] * vectors[v * n + i];
    }
    REQUIRE(norm == Approx(1).epsilon(1e-13));
    if (v > 0) REQUIRE(eigenvalue[v - 1] <= eigenvalue[v]);
  }
}
