#include "netseam/graph/batch_norm.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace netseam::graph {

std::vector<float> batch_norm_factor(const std::string& name, std::span<const float> gamma,
                                     std::span<const float> variance, double epsilon, FactorSign sign) {
  if (gamma.size() != variance.size())
    throw core::InputError({name, "batch normalisation", fmt::format("{} variances", variance.size()),
                            fmt::format("{}, one for each factor", gamma.size())});
  std::vector<float> factor(gamma.size());
  for (std::size_t u = 0; u < gamma.size(); ++u) {
    const double spread = static_cast<double>(variance[u]) + epsilon;
    if (!(variance[u] >= 0) || !(spread > 0) || !std::isfinite(spread) || !std::isfinite(gamma[u]))
      throw core::InputError({name, fmt::format("unit {}", u),
                              fmt::format("factor {} and variance {}", gamma[u], variance[u]),
                              "a finite factor and a variance that is not negative, above 0 with epsilon"});
    const double value = static_cast<double>(gamma[u]) / std::sqrt(spread);
    factor[u] = static_cast<float>(sign == FactorSign::dropped ? std::abs(value) : value);
  }
  return factor;
}

}  // namespace netseam::graph
