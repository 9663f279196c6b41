#pragma once
#include <span>
#include <string>
#include <vector>

namespace netseam::graph {

/// Whether a factor that is negative stays so. It matters only where factors meet sums before the absolute
/// value of a weight is taken; edges never have a sign.
enum class FactorSign { kept, dropped };

/// What batch normalisation multiplies its units by: gamma / sqrt(variance + epsilon), for each
/// unit; multiply the rows (targets) of the weights before it by this. `name`: of the layer. Throws
/// InputError for a variance that is negative or not finite, and for lengths that differ. Source: Ioffe,
/// Szegedy 2015, arXiv:1502.03167; folding as in Hod et al. 2021, arXiv:2110.08058.
[[nodiscard]] std::vector<float> batch_norm_factor(const std::string& name, std::span<const float> gamma,
                                                   std::span<const float> variance, double epsilon,
                                                   FactorSign sign = FactorSign::kept);

}  // namespace netseam::graph
