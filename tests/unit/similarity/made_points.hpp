#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace netseam::test {

/// The outputs of one layer: n x width float32, row-major.
struct Points {
  std::size_t n = 0, width = 0;
  std::vector<float> values;
  [[nodiscard]] core::MatrixView<const float> view() const { return {values.data(), n, width}; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t c) const {
    return static_cast<double>(values[i * width + c]);
  }
};

/// One backend for all cases.
const linalg::DenseBackend& backend();

Points made(std::size_t n, std::size_t width, const std::function<double(std::size_t, std::size_t)>& value);
/// Independent normal values whose standard deviations fall from feature to feature, 0.7^c, about `shift`.
Points random_points(std::size_t n, std::size_t width, std::uint64_t seed, double shift = 0);
/// Half of it `points` (as many features as both have), half noise.
Points related(const Points& points, std::size_t width, std::uint64_t seed);
/// points times a width x width matrix, row-major.
Points mapped(const Points& points, const std::vector<double>& matrix);
/// A random rotation of a space.
std::vector<double> random_rotation(std::size_t width, std::uint64_t seed);
/// The points followed by features that are 0.
Points padded(const Points& points, std::size_t width);

/// Prepares both and compares them.
similarity::Comparison compare(const similarity::Measure& measure, const Points& first, const Points& second,
                               const similarity::MeasureOptions& options = {});
/// The value of the measure of that name.
double value_of(const std::string& measure, const Points& first, const Points& second,
                const similarity::MeasureOptions& options = {});

/// Euclidean distance of two samples, term by term.
double naive_distance(const Points& points, std::size_t i, std::size_t j);
/// Covariance of feature a of x and feature b of y, over n.
double naive_covariance(const Points& x, std::size_t a, const Points& y, std::size_t b);

}  // namespace netseam::test
