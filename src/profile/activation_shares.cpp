#include "netseam/profile/activation_shares.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace netseam::profile {
namespace {

template <class Condition>
double share_of_entries(core::MatrixView<const float> activations, Condition condition) {
  double count = 0;
  for (std::size_t i = 0; i < activations.rows(); ++i)
    count += static_cast<double>(std::ranges::count_if(activations.row(i), condition));
  return count / (static_cast<double>(activations.rows()) * static_cast<double>(activations.columns()));
}

}  // namespace

double activation_frequency(core::MatrixView<const float> activations) {
  return share_of_entries(activations, [](float value) { return value > 0; });
}

double zero_share(core::MatrixView<const float> activations) {
  return share_of_entries(activations, [](float value) { return value == 0; });
}

double hoyer_sparsity(core::MatrixView<const float> activations) {
  const double root = std::sqrt(static_cast<double>(activations.columns()));
  double total = 0, counted = 0;
  for (std::size_t i = 0; i < activations.rows(); ++i) {
    double sum = 0, square = 0;
    for (const float value : activations.row(i)) {
      sum += std::abs(static_cast<double>(value));
      square += static_cast<double>(value) * static_cast<double>(value);
    }
    if (square == 0) continue;
    total += (root - sum / std::sqrt(square)) / (root - 1);
    ++counted;
  }
  return activations.columns() > 1 && counted > 0 ? total / counted
                                                  : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace netseam::profile
