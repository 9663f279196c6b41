#pragma once
// From the values of all pairs to groups that are tested.
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"
#include "netseam/data/segmentation.hpp"
#include "netseam/grouping/pair_values.hpp"
#include "netseam/grouping/segmentation.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Values of all pairs, by data::pair_index, on every resample and in every replicate of a null model.
struct GroupingInput {
  std::size_t layers = 0;
  grouping::PairValue kind = grouping::PairValue::distance;
  std::vector<double> value;      // P; finite, not negative
  std::vector<double> resampled;  // P x resamples
  std::vector<double> null;       // P x replicates; empty = the layers in random order
  std::string null_model;         // what `null` is, in words
  std::uint64_t seed = 1;         // of the random orders
};

/// Contiguous groups with confidence, the share of resamples that keep each pair together, and p-values of
/// the borders. Computed by the root alone, so that ranks of different processors cannot differ. Collective;
/// only the root's `input` counts. Errors of grouping/, on all ranks.
[[nodiscard]] data::Segmentation find_groups(const parallel::Communicator& communicator,
                                             const GroupingInput& input,
                                             const grouping::SegmentationOptions& options);

/// Groups that need not be contiguous, by average and complete linkage, k-medoids and spectral clustering,
/// with as many groups as config asks for (0 = by each method's criterion). `distance`: L x L, on the root.
/// Computed by the root alone. Collective.
[[nodiscard]] std::vector<data::LayerClustering> cluster_by_all_methods(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const std::vector<double>& distance);

}  // namespace netseam::pipeline
