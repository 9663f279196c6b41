#pragma once
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <string>

namespace netseam::artifact {

/// What the numbers of a neurons file mean; stored as attributes of /convention so that a reader needs
/// nothing else. Texts that do not apply stay empty.
struct NeuronsConvention {
  std::string normalised_cut = "sum over clusters of cut / volume; volume = sum of degrees";
  std::string graph;          // what joins neurons
  std::string kernel_norm;    // the weight of two channels, from their kernel
  std::string normalisation;  // of incoming and outgoing weights
  std::string isolated;       // which neurons are left out
  std::string correlation;    // of activations
  std::string map_norm;       // the response of a channel, from its map
  std::string threshold;      // squared correlations below are no edges
  std::string nearest;        // edges to so many nearest units
  std::string samples;        // how many, and which
  std::string embedding;      // what the coordinates of a neuron are divided by
  std::string starts;         // of k-means
  std::string eigen_method;
  std::string tolerance;  // of eigenvectors
  std::string seed;
};

/// Everything that a neurons file holds.
struct NeuronsFile {
  data::NeuronClusters neurons;
  NeuronsConvention convention;
  store::Provenance provenance;
};

/// The layout, version 1 (N neurons, k clusters, E eigenvalues, R replicates, K numbers of clusters, Q
/// sub-clusters). src/artifact/LAYOUT.md says the same for readers of the file. Every dataset has the
/// attributes `description`, `unit` and `dimensions`. The root has `schema` = "netseam.neurons",
/// `schema_version` = 1 and `netseam_version`. The first partition is at the root, a second one below the
/// group that has the name of its graph.
///   /graphs                     text       the graphs of the partitions, the main one first
///   /layers/name, units         L   text, int64
///   /partition/label, layer     N   int32      /partition/unit   N   int64
///   /cluster/neurons            k   int64      /cluster/volume, cut, ratio   k   float64
///   /ncut                       1   float64; attributes: clusters, converged, eigengap, ...
///   /eigen/value, residual      E   float64
///   /null/names                 text;  /null/NAME/ncut   R;  p, z, mean, deviation, reduction   1   float64
///   /counts/clusters            K   int64;  ncut, eigengap, agreement   K   float64
///   /half_agreement             float64
///   /picture/layer, cluster, neurons   Q;  /picture/weight   Q x Q   float64
///   /local/layer                int64;  /local/LAYER/label  int32;  ncut   1   float64
///   /comparison/...             of two partitions
///   /convention, /provenance    attributes
///
/// Collective; the same values on every rank. Writes the file atomically (store::AtomicOutput). The bytes of
/// every dataset do not depend on the number of ranks. Throws on all ranks alike: core::ConfigError if the
/// file cannot be written, core::InternalError if the parts do not fit.
void save_neuron_clusters(const parallel::Communicator& communicator, const store::OutputPlace& place,
                          const data::NeuronClusters& neurons, const store::Provenance& provenance,
                          const NeuronsConvention& convention);

/// Reads a neurons file whole and checks it: schema and version, shapes, labels and sizes that fit each
/// other, values in their range. Not collective. Throws core::InputError naming file, dataset and fault.
[[nodiscard]] NeuronsFile load_neuron_clusters(const std::filesystem::path& path);

}  // namespace netseam::artifact
