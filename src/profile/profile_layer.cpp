#include "netseam/profile/profile_layer.hpp"

#include "netseam/profile/activation_shares.hpp"
#include "netseam/profile/centred_samples.hpp"
#include "netseam/profile/distinct_samples.hpp"
#include "netseam/profile/dominant_samples.hpp"
#include "netseam/profile/effective_rank.hpp"
#include "netseam/profile/intrinsic_dimension.hpp"
#include "netseam/profile/numerical_rank.hpp"
#include "netseam/profile/participation_ratio.hpp"
#include "netseam/profile/quasi_orthogonality.hpp"
#include "netseam/profile/spectrum.hpp"

#include <algorithm>
#include <array>

namespace netseam::profile {
namespace {

constexpr std::array properties{
    ProfileProperty{"effective_rank", "effective rank", "dimensions",
                    "Roy and Vetterli 2007, The effective rank (EUSIPCO)"},
    ProfileProperty{"numerical_rank", "numerical rank", "dimensions",
                    "Golub and Van Loan 2013, section 5.5.8, with eps of float32"},
    ProfileProperty{"participation_ratio", "participation ratio", "dimensions",
                    "Gao et al. 2017, doi:10.1101/214262"},
    ProfileProperty{"first_component_share", "first principal component", "share of variance",
                    "Nguyen, Raghu and Kornblith 2021, arXiv:2010.15327"},
    ProfileProperty{"intrinsic_dimension", "intrinsic dimension (TwoNN)", "dimensions",
                    "Facco et al. 2017, doi:10.1038/s41598-017-11873-y"},
    ProfileProperty{"duplicate_share", "samples equal to an earlier one", "share of samples",
                    "left out of the intrinsic dimension"},
    ProfileProperty{"quasi_orthogonality", "mean |cos| between samples", "none",
                    "Kainen and Kurkova 1993, Applied Mathematics Letters 6(3)"},
    ProfileProperty{"activation_frequency", "activation frequency", "share of entries", "entries above 0"},
    ProfileProperty{"sparsity", "sparsity", "share of entries", "entries that are exactly 0"},
    ProfileProperty{"hoyer_sparsity", "Hoyer sparsity", "none", "Hoyer 2004, JMLR 5:1457-1469"},
    ProfileProperty{"dominant_share", "first component held by the farthest samples",
                    "share of squared scores", "Nguyen, Raghu and Kornblith 2022, arXiv:2202.07184"},
};

std::vector<float> evenly_spaced(core::MatrixView<const float> activations, std::size_t samples) {
  std::vector<float> chosen;
  chosen.reserve(samples * activations.columns());
  for (std::size_t k = 0; k < samples; ++k) {
    const auto row = activations.row(k * activations.rows() / samples);
    chosen.insert(chosen.end(), row.begin(), row.end());
  }
  return chosen;
}

struct PairProperties {
  double dimension, orthogonality;
};

PairProperties properties_of_pairs(const linalg::DenseBackend& backend,
                                   core::MatrixView<const float> activations, const CentredSamples& centred) {
  return {intrinsic_dimension(neighbour_ratios(backend, activations, centred)),
          quasi_orthogonality(backend, centred)};
}

}  // namespace

std::span<const ProfileProperty> profile_properties() { return properties; }

std::vector<ProfileValue> profile_layer(const linalg::DenseBackend& backend,
                                        core::MatrixView<const float> activations,
                                        const ProfileOptions& options) {
  const CentredSamples centred = centre(activations);
  const Spectrum spectrum = spectrum_of(backend, centred);
  PairProperties of_pairs{};
  if (options.pair_samples < activations.rows()) {
    const std::size_t samples = std::max<std::size_t>(options.pair_samples, 1);
    const std::vector<float> chosen = evenly_spaced(activations, samples);
    const core::MatrixView<const float> view{chosen.data(), samples, activations.columns()};
    of_pairs = properties_of_pairs(backend, view, centre(view));
  } else {
    of_pairs = properties_of_pairs(backend, activations, centred);
  }
  const std::array<double, properties.size()> values{
      effective_rank(spectrum),
      static_cast<double>(numerical_rank(spectrum)),
      participation_ratio(spectrum),
      first_component_share(spectrum),
      of_pairs.dimension,
      duplicate_share(activations),
      of_pairs.orthogonality,
      activation_frequency(activations),
      zero_share(activations),
      hoyer_sparsity(activations),
      dominant_share(centred, spectrum, options.dominant_share)};
  std::vector<ProfileValue> result;
  for (std::size_t p = 0; p < values.size(); ++p) result.push_back({properties[p].name, values[p]});
  return result;
}

}  // namespace netseam::profile
