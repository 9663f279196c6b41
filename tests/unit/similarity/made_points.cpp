#include "made_points.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace netseam::test {

using namespace similarity;

const linalg::DenseBackend& backend() {
  static const std::unique_ptr<linalg::DenseBackend> shared =
      linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  return *shared;
}

Points made(std::size_t n, std::size_t width, const std::function<double(std::size_t, std::size_t)>& value) {
  Points points{n, width, std::vector<float>(n * width)};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < width; ++c) points.values[i * width + c] = static_cast<float>(value(i, c));
  return points;
}

Points random_points(std::size_t n, std::size_t width, std::uint64_t seed, double shift) {
  core::RandomStream random(seed, width, core::Purpose::test);
  return made(n, width, [&](std::size_t, std::size_t c) {
    return shift + std::pow(0.7, static_cast<double>(c)) * random.normal();
  });
}

Points related(const Points& points, std::size_t width, std::uint64_t seed) {
  const Points noise = random_points(points.n, width, seed);
  return made(points.n, width, [&](std::size_t i, std::size_t c) {
    return (c < points.width ? 0.5 * points(i, c) : 0) + 0.5 * noise(i, c);
  });
}

Points mapped(const Points& points, const std::vector<double>& matrix) {
  return made(points.n, points.width, [&](std::size_t i, std::size_t c) {
    double sum = 0;
    for (std::size_t k = 0; k < points.width; ++k) sum += points(i, k) * matrix[k * points.width + c];
    return sum;
  });
}

std::vector<double> random_rotation(std::size_t width, std::uint64_t seed) {
  core::RandomStream random(seed, width, core::Purpose::test);
  std::vector<double> rows(width * width);
  for (double& value : rows) value = random.normal();
  for (std::size_t i = 0; i < width; ++i) {  // Gram-Schmidt, twice for accuracy
    double* row = rows.data() + i * width;
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t j = 0; j < i; ++j) {
        double sum = 0;
        for (std::size_t c = 0; c < width; ++c) sum += row[c] * rows[j * width + c];
        for (std::size_t c = 0; c < width; ++c) row[c] -= sum * rows[j * width + c];
      }
    double square = 0;
    for (std::size_t c = 0; c < width; ++c) square += row[c] * row[c];
    for (std::size_t c = 0; c < width; ++c) row[c] /= std::sqrt(square);
  }
  return rows;
}

Points padded(const Points& points, std::size_t width) {
  return made(points.n, width,
              [&](std::size_t i, std::size_t c) { return c < points.width ? points(i, c) : 0.0; });
}

Comparison compare(const Measure& measure, const Points& first, const Points& second,
                   const MeasureOptions& options) {
  const MeasureContext context{backend(), options};
  std::vector<core::AlignedBuffer<std::byte>> memory;
  std::vector<PreparedLayer> prepared;
  for (const Points* points : {&first, &second}) {
    memory.emplace_back(prepared_layer_bytes(measure, points->n, points->width, options));
    if (points->n >= measure.least_samples(options))
      prepare_layer(measure, points->view(), context, memory.back().span());
    prepared.push_back({points->n, points->width, memory.back().span()});
  }
  return compare_layers(measure, prepared[0], prepared[1], context);
}

double value_of(const std::string& measure, const Points& first, const Points& second,
                const MeasureOptions& options) {
  return compare(*find_measure(measure), first, second, options).value;
}

double naive_distance(const Points& points, std::size_t i, std::size_t j) {
  double square = 0;
  for (std::size_t c = 0; c < points.width; ++c) square += std::pow(points(i, c) - points(j, c), 2);
  return std::sqrt(square);
}

double naive_covariance(const Points& x, std::size_t a, const Points& y, std::size_t b) {
  double mean_x = 0, mean_y = 0, sum = 0;
  const auto n = static_cast<double>(x.n);
  for (std::size_t i = 0; i < x.n; ++i) mean_x += x(i, a) / n, mean_y += y(i, b) / n;
  for (std::size_t i = 0; i < x.n; ++i) sum += (x(i, a) - mean_x) * (y(i, b) - mean_y);
  return sum / n;
}

}  // namespace netseam::test
