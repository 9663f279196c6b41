#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace netseam;

namespace {

struct Case {
  std::size_t rows, columns, stride;
};
// wide, tall, square; one column, one row; packed and not
const std::vector<Case> cases{{12, 31, 31}, {31, 12, 17}, {20, 20, 20}, {9, 1, 1}, {1, 9, 11}};

std::vector<double> random_values(std::size_t count) {
  core::RandomStream random(11, count, core::Purpose::test);
  std::vector<double> values(count);
  for (double& value : values) value = random.normal();
  return values;
}

/// Largest entry of |A A' - identity| (rows) or of |A' A - identity| (columns).
double distance_from_orthonormal(const std::vector<double>& a, std::size_t rows, std::size_t columns,
                                 bool of_rows) {
  double worst = 0;
  const std::size_t count = of_rows ? rows : columns, length = of_rows ? columns : rows;
  const auto at = [&](std::size_t i, std::size_t l) {
    return of_rows ? a[i * columns + l] : a[l * columns + i];
  };
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < length; ++l) sum += at(i, l) * at(j, l);
      worst = std::max(worst, std::abs(sum - (i == j ? 1.0 : 0.0)));
    }
  return worst;
}

}  // namespace

TEST_CASE("a matrix is the product of its singular vectors and values", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  for (const auto& [rows, columns, stride] : cases) {
    const auto matrix = random_values(rows * stride);
    auto scratch = matrix;
    const auto svd = backend->thin_singular_value_decomposition({scratch.data(), rows, columns, stride});
    const std::size_t k = std::min(rows, columns);
    REQUIRE(svd.value.size() == k);
    REQUIRE(std::is_sorted(svd.value.rbegin(), svd.value.rend()));
    REQUIRE(svd.value.back() >= 0);
    // backward stable: k eps |A| with |A| below 12 (largest value of a 12 x 31 normal matrix is about 9)
    CHECK(distance_from_orthonormal(svd.left, rows, k, false) < 1e-13);
    CHECK(distance_from_orthonormal(svd.right, k, columns, true) < 1e-13);
    double worst = 0;
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        double sum = 0;
        for (std::size_t l = 0; l < k; ++l)
          sum += svd.left[i * k + l] * svd.value[l] * svd.right[l * columns + j];
        worst = std::max(worst, std::abs(sum - matrix[i * stride + j]));
      }
    CHECK(worst < 1e-13);

    scratch = matrix;
    const auto values = backend->singular_values({scratch.data(), rows, columns, stride});
    REQUIRE(values.size() == k);
    for (std::size_t l = 0; l < k; ++l) CHECK(values[l] == Approx(svd.value[l]).margin(1e-13));
  }
}

TEST_CASE("singular values of a planted matrix, and of one without entries", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  std::vector<double> matrix(3 * 4, 0.0);  // a permuted diagonal: 0.5, 3, 2
  matrix[0 * 4 + 2] = -0.5, matrix[1 * 4 + 0] = 3, matrix[2 * 4 + 1] = 2;
  CHECK(backend->singular_values({matrix.data(), 3, 4}) == std::vector<double>{3, 2, 0.5});
  CHECK(backend->singular_values({matrix.data(), 0, 4}).empty());
  CHECK(backend->thin_singular_value_decomposition({matrix.data(), 0, 4}).value.empty());
}
