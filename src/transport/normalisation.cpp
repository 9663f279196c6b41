#include "normalisation.hpp"

#include "layer_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace netseam::transport {
namespace {

struct Moments {
  double largest = 0, sum = 0, square_sum = 0;  // of the strict lower triangle
};

Moments moments_of(core::MatrixView<const double> distance) {
  Moments all;
  for (std::size_t i = 0; i < distance.rows(); ++i) {
    double sum = 0, square_sum = 0;  // of one row, so that long sums stay accurate
    for (const double value : distance.row(i).first(i)) {
      all.largest = std::max(all.largest, value);
      sum += value;
      square_sum += value * value;
    }
    all.sum += sum;
    all.square_sum += square_sum;
  }
  return all;
}

double median_of(core::MatrixView<const double> distance, std::span<double> scratch) {
  const std::size_t n = distance.rows();
  auto end = scratch.begin();
  for (std::size_t i = 0; i < n; ++i) end = std::ranges::copy(distance.row(i).first(i), end).out;
  // entry e of all sorted ones: n zeros, then each value of the triangle twice
  const auto entry = [&](std::size_t e) {
    if (e < n) return 0.0;
    const auto place = scratch.begin() + static_cast<std::ptrdiff_t>((e - n) / 2);
    std::nth_element(scratch.begin(), place, end);
    return *place;
  };
  return (entry((n * n - 1) / 2) + entry(n * n / 2)) / 2;
}

}  // namespace

double normalisation_scale(const data::LayerActivations& layer, Normalisation normalisation,
                           core::MatrixView<const double> distance, std::span<double> scratch) {
  const Moments moments = moments_of(distance);
  if (moments.largest == 0)
    refuse_layer(layer, "", "all distances 0 (the layer is constant over the samples)",
                 "a layer that varies; leave this one out");
  const double entries = static_cast<double>(distance.rows()) * static_cast<double>(distance.rows());
  switch (normalisation) {
    case Normalisation::rms:
      return std::sqrt(2 * moments.square_sum / entries);
    case Normalisation::maximum:
      return moments.largest;
    case Normalisation::mean:
      return 2 * moments.sum / entries;
    case Normalisation::median: {
      const double median = median_of(distance, scratch);
      if (median == 0)
        refuse_layer(layer, "", "a median distance of 0 (most samples are equal)",
                     "another normalisation, such as rms");
      return median;
    }
    case Normalisation::none:
      break;
  }
  return 1;
}

}  // namespace netseam::transport
