#pragma once
#include "netseam/data/cross_comparison.hpp"
#include "netseam/data/layer_clustering.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/data/layer_profile.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/data/network_hierarchy.hpp"
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/data/sculpted_networks.hpp"
#include "netseam/data/target_comparison.hpp"
#include "netseam/data/trained_networks.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace netseam::report {

/// What one measure says of all pairs of the L layers of one checkpoint, P = L (L - 1) / 2 pairs by
/// data::pair_index.
struct MeasureTable {
  std::string name;   // the same in all checkpoints, such as "gw"
  std::string title;  // for people, such as "GW distance"
  std::string unit;   // "none" where there is none
  data::MeasureKind kind = data::MeasureKind::distance;
  std::vector<double> value;          // P; NaN = the measure does not apply to the pair
  std::vector<double> self;           // L: value of a layer with itself; empty = 0 everywhere
  std::vector<double> least;          // P: the true value is not below this; empty = not known, or exact
  std::vector<double> most;           // P: the true value is not above this; empty = the value itself
  std::vector<std::string> word;      // what is said of single pairs, such as "start identity"
  std::vector<std::uint8_t> word_of;  // P: entry of `word`; empty where `word` is
  bool free_coupling = false;         // samples may be matched with any others
  std::size_t not_converged = 0;      // pairs
  data::Segmentation segmentation;    // contiguous groups
  bool grouped = true;                // `segmentation` was computed for this measure
  std::string clustering;             // method of `merge`, such as "average"
  std::vector<data::Merge> merge;     // L - 1 for the dendrogram; or empty
  std::vector<std::string> note;      // what to know of this measure in this run, in plain words
};

/// All that the page shows of one checkpoint.
struct CheckpointPage {
  std::string name;
  std::vector<std::string> layer;  // L, in order
  std::string order;               // how that order is known, such as "stored"; empty = not known
  std::string order_warning;       // where it is a guess: what to do
  std::size_t samples = 0;
  std::vector<MeasureTable> measure;  // at least one; the first is the main one
  std::vector<data::LayerProfile> profile;
  std::vector<data::LayerClustering> clustering;  // of the first measure; groups that need not be contiguous
  std::vector<data::TargetComparison> target;     // known targets
  std::vector<data::CrossComparison> cross;       // other networks; without pairs
  std::vector<std::pair<std::string, std::string>> provenance;
};

/// How much the groups of every two of C checkpoints are the same, by one measure; C x C, row-major. NaN
/// where their layers have other names, or where one was not grouped by the measure.
struct AgreementTable {
  std::string measure;                // name, as of MeasureTable
  std::string title;                  // of the measure, for people
  std::vector<double> adjusted_rand;  // 1 = the same groups, 0 = what chance gives
  std::vector<double> variation;      // variation of information in nats; 0 = the same groups
};

/// One graph of the neurons of a checkpoint, its k clusters, and what is said of them in words.
struct PartitionPage {
  data::GraphPartition partition;
  std::vector<std::size_t> colour;          // k: the same number for the same cluster of other checkpoints
  std::vector<std::string> cluster_layers;  // k: where its neurons are, "a to c, e"
  std::vector<std::string> null_words;      // one for each null model
  std::string eigengap, starts;             // eigengap; agreement of the starts of k-means
  std::vector<std::string> warning;         // what can mislead, one plain sentence or two each
  /// Adjusted Rand index with the clusters of the checkpoint before, over neurons that are in both graphs;
  /// NaN for the first one, and where its layers are others.
  double agreement = std::numeric_limits<double>::quiet_NaN();
};

/// What the page shows of the neuron clusters of one checkpoint.
struct NeuronsPage {
  std::string checkpoint;
  std::vector<PartitionPage> partition;               // one for each graph; the first is the main one
  std::vector<data::PartitionComparison> comparison;  // one where there are two graphs
  std::vector<std::pair<std::string, std::string>> provenance;
};

/// What the page shows of the pruned networks of one checkpoint.
struct HierarchiesPage {
  std::string checkpoint;
  std::vector<data::NetworkHierarchy> network;
  std::vector<std::pair<std::string, std::string>> provenance;
  std::vector<data::PartRate> rate = {};  // of success, of networks whose function has a rule
};

/// What the page shows of the networks that were sculpted on one task.
struct SculptPage {
  data::SculptedNetworks sculpted;
  std::vector<std::pair<std::string, std::string>> provenance;
  std::string accuracy = {};  // that was asked for, and of what; empty = not known
};

/// What the page shows of the networks that were trained on one task.
struct TrainPage {
  data::TrainedNetworks trained;
  std::vector<std::pair<std::string, std::string>> provenance;
  std::string accuracy = {};  // what it is a share of; empty = not known
};

/// A checkpoint that cannot be shown, and why.
struct Problem {
  std::string checkpoint, message;
};

/// Everything that is on a page, in plain values; names and texts are not escaped.
struct PageModel {
  std::string study;
  std::vector<CheckpointPage> checkpoint;  // those with layer distances, in the order of the study
  std::vector<Problem> problem;
  std::vector<AgreementTable> agreement = {};   // one for each measure that two checkpoints were grouped by
  std::vector<NeuronsPage> neurons = {};        // checkpoints with neuron clusters, in the order of the study
  std::vector<HierarchiesPage> hierarchy = {};  // checkpoints with modules of pruned networks, likewise
  std::vector<SculptPage> sculpt = {};          // tasks with networks that were trained and pruned
  std::vector<TrainPage> train = {};            // tasks with networks that were trained
  bool of_tasks = false;                        // what is called a checkpoint here is a task
};

}  // namespace netseam::report
