#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <string>

namespace netseam::artifact {

/// What the numbers of a layers file mean; stored as attributes of /measures/gw so that a reader needs
/// nothing else.
struct LayersConvention {
  std::string loss =
      "square: sum over i,k,j,l of (C1[i,k] - C2[j,l])^2 T[i,j] T[k,l]; GW distance = sqrt(loss)/2";
  std::string ground_distance;  // euclidean, squared-euclidean, cosine, correlation
  std::string normalisation;    // rms, max, mean, median, none
  std::string token_rule;       // first, last, mean, position k, all
  std::string image_rule;       // flatten, average, pixels
  std::string start;            // the starts that were tried, in order
  std::string gradient;         // exact, lowrank
  std::string sample_seed;      // of the choice of samples
};

/// Everything that a layers file holds.
struct LayersFile {
  data::LayerDistances layers;
  LayersConvention convention;
  store::Provenance provenance;
};

/// The layout, version 1 (L layers, P = L(L-1)/2 pairs in the order of data::pair_index, S samples, G groups,
/// B resamples). src/artifact/LAYOUT.md says the same for readers of the file. Every dataset has the
/// attributes `description`, `unit` and `dimensions`. The root has `schema` = "netseam.layers",
/// `schema_version` = 1 and `netseam_version`.
///   /layers/name                L      text       /layers/points, /layers/width   L   int64
///   /layers/scale               L      float64    /samples/index                  S   int64
///   /measures/gw/loss           L x L  float64    symmetric, zero diagonal; likewise lower_bound, identity,
///   gap /measures/gw/start, status  L x L  uint8      codes named by the attribute `codes`
///   /measures/gw/iterations     L x L  uint32
///   /measures/gw/permutation    P x n  int32      n = most points of a permuted layer, unused places -1;
///   only if some pair
///                                                 has a permutation
///   /measures/gw/coupling/{offset (P+1, int64), row, column (entries, int32), mass (entries, float64)}
///                                                 only if some pair has a coupling; those of pair p at
///                                                 offset[p] .. offset[p+1]
///   /measures/gw/resampled      P x B  float64
///   /groups/segmentation/border G-1 int64, confidence G-1 float64, label L int64, border_frequency L
///   float64,
///                        criterion, cost float64 (k-1 -> k groups); attribute `resamples` of the group
///   /measures/NAME/value, distance   L x L float64 of every further measure (NaN where it does not apply),
///                        and /measures/NAME/segmentation/... as /groups/segmentation
///   /profiles/PROPERTY   L float64;  /groups/clustering/METHOD/label, criterion, merge
///   /targets/NAME/MEASURE/value, distance, low, high   L float64;  /targets/NAME/readout/r2, accuracy, ...
///   /cross/NAME/layer    T text;  /cross/NAME/MEASURE/value, distance   L x T float64;  nearest, confidence
///   L /provenance                        attributes: where the file comes from
///
/// Collective. Writes the file atomically (store::AtomicOutput). Every rank passes the same layers, samples
/// and segmentation and a contiguous range of pairs; the ranges of all ranks in rank order make up all pairs.
/// The bytes of every dataset do not depend on the number of ranks. Throws on all ranks alike:
/// core::ConfigError if the file cannot be written, core::InternalError if the parts do not fit. Memory: a
/// copy of this rank's pairs and of the L x L matrices.
void save_layer_distances(const parallel::Communicator& communicator, const store::OutputPlace& place,
                          const data::LayerDistances& layers, const store::Provenance& provenance,
                          const LayersConvention& convention);

enum class LayersPart {
  all,
  summary,  // no permutations, couplings and resampled losses: the memory of a few L x L matrices
};

/// Reads a layers file whole (first_pair = 0) and checks it: schema and version, shapes, finite values, known
/// codes, symmetric matrices, permutations, couplings, borders. Serial. Throws core::InputError naming file,
/// dataset and fault.
[[nodiscard]] LayersFile load_layer_distances(const std::filesystem::path& path,
                                              LayersPart part = LayersPart::all);

}  // namespace netseam::artifact
