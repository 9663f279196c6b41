#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/batch_norm.hpp"
#include "netseam/graph/kernel_norm.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace netseam;
using graph::KernelNorm;

namespace {

float norm_of(KernelNorm norm, const std::vector<float>& kernel, std::size_t height, std::size_t width) {
  std::vector<float> result(1);
  graph::kernel_norm(norm, kernel, height, width, result);
  return result[0];
}

}  // namespace

TEST_CASE("kernel norms are those of their definitions", "[serial]") {
  const std::vector<float> kernel = {1, -2, 3, 4, 5, -6};  // 2 x 3: columns sum to 5, 7, 9
  CHECK(norm_of(KernelNorm::entry1, kernel, 2, 3) == 21);
  CHECK(norm_of(KernelNorm::induced1, kernel, 2, 3) == 9);
  CHECK(norm_of(KernelNorm::induced1, kernel, 3, 2) == 12);  // columns (1, 3, 5) and (-2, 4, -6): 9 and 12
  CHECK(norm_of(KernelNorm::frobenius, kernel, 2, 3) == std::sqrt(91.0F));
  CHECK(norm_of(KernelNorm::spectral, {3, 0, 0, -5}, 2, 2) == 5);
  CHECK(norm_of(KernelNorm::spectral, {1, 2, 2, 4}, 2, 2) == 5);  // rank 1
  CHECK(norm_of(KernelNorm::spectral, {3, 4}, 1, 2) == 5);
  CHECK(norm_of(KernelNorm::spectral, {3, 4}, 2, 1) == 5);
  for (const auto& [norm, name] : graph::kernel_norms) {
    INFO(name);
    CHECK(norm_of(norm, {-2}, 1, 1) == 2);
    CHECK(norm_of(norm, std::vector<float>(9, 0.0F), 3, 3) == 0);
    CHECK_FALSE(std::isfinite(norm_of(norm, {1, std::numeric_limits<float>::quiet_NaN(), 1, 1}, 2, 2)));
  }
}

TEST_CASE("spectral norms of many kernels are those of LAPACK", "[serial]") {
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  for (const auto& [height, width] : {std::pair<std::size_t, std::size_t>{3, 3}, {5, 2}, {2, 5}, {7, 7}}) {
    core::RandomStream random(height, width, core::Purpose::test);
    std::vector<float> kernel(20 * height * width), result(20);
    for (float& entry : kernel) entry = static_cast<float>(random.normal());
    graph::kernel_norm(KernelNorm::spectral, kernel, height, width, result);
    for (std::size_t k = 0; k < 20; ++k) {
      std::vector<double> copy(kernel.begin() + static_cast<std::ptrdiff_t>(k * height * width),
                               kernel.begin() + static_cast<std::ptrdiff_t>((k + 1) * height * width));
      const double expected = backend->singular_values({copy.data(), height, width})[0];
      CHECK(std::abs(result[k] - expected) <= 0x1p-23 * expected);
    }
  }
}

TEST_CASE("batch normalisation folds into one factor for each unit", "[serial]") {
  const std::vector<float> gamma = {2, -3, 0}, variance = {0.75F, 2.0F, 0};
  using graph::FactorSign;
  CHECK(graph::batch_norm_factor("bn", gamma, variance, 0.25) == std::vector<float>{2, -2, 0});
  CHECK(graph::batch_norm_factor("bn", gamma, variance, 0.25, FactorSign::dropped) ==
        std::vector<float>{2, 2, 0});
  CHECK_THROWS_WITH(
      graph::batch_norm_factor("bn", gamma, std::vector<float>{1, -1, 1}, 0.25),
      "bn: unit 1: found factor -3 and variance -1, expected a finite factor and a variance that is "
      "not negative, above 0 with epsilon");
  CHECK_THROWS_AS(graph::batch_norm_factor("bn", gamma, variance, 0), core::InputError);
  CHECK_THROWS_AS(graph::batch_norm_factor("bn", gamma, std::vector<float>{1}, 1), core::InputError);
}
