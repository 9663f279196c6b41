#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::profile {

/// What a property of one layer is, for tables and figures: the fields of data::LayerProfile.
struct ProfileProperty {
  const char* name;    // such as "effective_rank"
  const char* title;   // such as "effective rank"
  const char* unit;    // "dimensions", "share of samples", "none", ...
  const char* source;  // where it is defined
};

/// All properties, in the order in which `profile_layer` gives their values.
[[nodiscard]] std::span<const ProfileProperty> profile_properties();

struct ProfileValue {
  std::string name;
  double value = 0;  // NaN = not defined for this layer
};

struct ProfileOptions {
  double dominant_share = 0.01;     // share of the samples that count as the farthest
  std::size_t pair_samples = 5000;  // properties of pairs of samples (intrinsic dimension,
                                    // quasi-orthogonality) look at so many evenly spaced samples at most
};

/// Properties of one layer. `activations`: samples x width, finite. Cost as `spectrum_of`, plus 3 p^2 width
/// flop for p = min(samples, pair_samples); 8 bytes for each entry, each of the smaller Gram matrix and 256
/// p. Throws InternalError for an empty layer or values that are not finite, NumericalError as the backend.
[[nodiscard]] std::vector<ProfileValue> profile_layer(const linalg::DenseBackend& backend,
                                                      core::MatrixView<const float> activations,
                                                      const ProfileOptions& options);

}  // namespace netseam::profile
