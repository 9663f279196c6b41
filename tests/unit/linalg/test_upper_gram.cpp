#include "avx2_gram.hpp"
#include "panel_gram.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace netseam;
using linalg::Rows;

namespace {

using Way = std::function<void(core::MatrixView<const float>, Rows, core::MatrixView<float>)>;

const linalg::DenseBackend& backend() {
  static const auto made = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return *made;
}

/// The backend's choice, and the ways that this processor can go whether or not it is chosen.
std::vector<Way> ways() {
  std::vector<Way> all{
      [](auto x, Rows rows, auto gram) { backend().upper_gram(x, rows, gram); },
      [](auto x, Rows rows, auto gram) { linalg::PanelGram().compute(backend(), x, rows, gram); }};
  if (linalg::Avx2Gram::runs_here())
    all.emplace_back([](auto x, Rows rows, auto gram) { linalg::Avx2Gram().compute(x, rows, gram); });
  return all;
}

/// Rows less their mean, in double, from float32 values `pad` more than a row apart.
std::vector<double> points(const std::vector<float>& values, std::size_t n, std::size_t d, std::size_t pad,
                           Rows rows) {
  std::vector<double> point(n * d);
  for (std::size_t c = 0; c < d; ++c) {
    double mean = 0;
    for (std::size_t i = 0; i < n && rows == Rows::less_mean; ++i)
      mean += static_cast<double>(values[i * (d + pad) + c]) / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i)
      point[i * d + c] = static_cast<double>(values[i * (d + pad) + c]) - mean;
  }
  return point;
}

/// Largest error as a part of its bound; infinity when the padding of G was touched. A sum of d products
/// carries at most d roundings, each of 2^-24 of the sum of |x||y|; a mean of n and what is left n + 2, each
/// of 2^-24 of at most 12, the range of the values.
double worst_error(const Way& way, std::size_t n, std::size_t d, Rows rows, float offset) {
  constexpr std::size_t pad = 3;
  core::RandomStream random(7, n * 1000 + d, core::Purpose::test);
  std::vector<float> values(n * (d + pad));
  for (float& value : values) value = offset + std::round(static_cast<float>(random.normal()) * 64) / 64;
  std::vector<float> gram(n * (n + pad), 9.0F);
  way({values.data(), n, d, d + pad}, rows, {gram.data(), n, n, n + pad});
  const auto point = points(values, n, d, pad, rows);
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      double sum = 0, size = 0, moved = 0;
      for (std::size_t c = 0; c < d; ++c) {
        const double x = point[i * d + c], y = point[j * d + c];
        sum += x * y, size += std::abs(x * y), moved += std::abs(x) + std::abs(y);
      }
      const auto from_mean = rows == Rows::less_mean ? static_cast<double>(n + 2) * 12 * moved : 0.0;
      const double bound = (static_cast<double>(d) * size + from_mean) / (1 << 24) + 1e-30;
      worst = std::max(worst, std::abs(static_cast<double>(gram[i * (n + pad) + j]) - sum) / bound);
    }
    for (std::size_t j = n; j < n + pad; ++j)
      if (gram[i * (n + pad) + j] != 9.0F) return INFINITY;
  }
  return worst;
}

}  // namespace

TEST_CASE("Gram matrices agree with the definition on every way and shape of tiles", "[serial]") {
  const std::size_t n = GENERATE(1, 2, 4, 7, 8, 9, 24, 25, 31, 32, 33, 50, 97);
  const std::size_t d = GENERATE(1, 3, 8, 37, 512, 1029);  // up to three blocks of columns
  for (const Way& way : ways()) {
    INFO(n << " x " << d);
    CHECK(worst_error(way, n, d, Rows::as_they_are, 0) <= 1.001);  // to first order in 2^-24
    CHECK(worst_error(way, n, d, Rows::less_mean, 0) <= 1.001);
    CHECK(worst_error(way, n, d, Rows::less_mean, 1000) <= 1.001);
  }
}

TEST_CASE("equal rows less their mean are exactly 0, and so are rows without columns", "[serial]") {
  for (const Way& way : ways()) {
    const std::vector<float> values(11 * 20, 0.1F);
    std::vector<float> gram(11 * 11, 9.0F);
    way({values.data(), 11, 20}, Rows::less_mean, {gram.data(), 11, 11});
    for (std::size_t i = 0; i < 11; ++i)
      CHECK(std::all_of(&gram[i * 12], &gram[i * 11 + 10] + 1, [](float g) { return g == 0; }));
    std::fill(gram.begin(), gram.end(), 9.0F);
    way({values.data(), 11, 0}, Rows::as_they_are, {gram.data(), 11, 11});
    CHECK(gram[0] == 0);
    CHECK(gram[10] == 0);
  }
}

TEST_CASE("a workspace that was used for more serves less, and more again", "[serial]") {
  if (!linalg::Avx2Gram::runs_here()) return;
  linalg::Avx2Gram kernel;
  const Way way = [&](auto x, Rows rows, auto gram) { kernel.compute(x, rows, gram); };
  for (const std::size_t n : {40, 9, 70}) CHECK(worst_error(way, n, 2 * n, Rows::less_mean, 3) <= 1.001);
}

TEST_CASE("Gram matrices of wrong shapes are refused", "[serial]") {
  std::vector<float> values(12), result(12);
  CHECK_THROWS_AS(backend().upper_gram({values.data(), 3, 4}, Rows::as_they_are, {result.data(), 3, 4}),
                  core::InternalError);
}
