#pragma once
#include "netseam/data/network_hierarchy.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/provenance.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::artifact {

/// How the modules of a hierarchy file were found; attributes of /convention.
struct HierarchyConvention {
  std::string features;   // what describes a unit: direction, depth, weighted or not
  std::string distance;   // of features
  std::string linkage;    // of clusters
  std::string criterion;  // that chooses the number of clusters
  std::string modularity_threshold, merge_threshold;  // tau, theta
  std::string magnitude;                              // weights of a magnitude up to this are no edges
  std::string unit_orders, seed;
  std::string ties =
      "of equally close pairs of clusters the one that begins first merges; of equal criteria the most "
      "clusters";
};

/// Everything that a hierarchy file holds.
struct HierarchyFile {
  std::vector<data::NetworkHierarchy> network;
  std::vector<data::PartRate> rate;  // of success, of networks whose function has a rule
  HierarchyConvention convention;
  store::Provenance provenance;
};

/// The layout, version 2 (n networks; src/artifact/LAYOUT.md says the same for readers of the file). Tables
/// of columns of one length, one row for each thing, in the order of networks, layers, units; /T/network says
/// of which network a row is. Every dataset has the attributes `description`, `unit` and `dimensions`. The
/// root has `schema` = "netseam.hierarchy", `schema_version` = 2 and `netseam_version`.
///   /networks/name, fault, function   n   text (order_warning too if some network has one); layers, modules
///   int64; tie_sensitive   uint8 /layers/network, layer, units, kept, clusters, possible, by_criterion
///   int64; z_separate, z_one float64;
///     proposes_separate, proposes_one   uint8
///   /criterion/network, layer, clusters   int64; value   float64
///   /units/network, layer, unit, cluster, module   int64: units that condensation kept
///   /edges/network, layer, source, target   int64: between these units
///   /quotient/network, from, to, edges   int64
///   /variants/network   int64; name   text; clusters_differ, modules_differ   uint8
///   /parts/network   int64; name   text; holds, required   uint8: of the success rules of functions
///   /rates/group, part   text; successes, trials   int64; low, high   float64
///   /convention, /provenance    attributes
///
/// Collective; the same values on every rank. Writes the file atomically (store::AtomicOutput). The bytes of
/// every dataset do not depend on the number of ranks. Throws on all ranks alike: core::ConfigError if the
/// file cannot be written.
void save_hierarchies(const parallel::Communicator& communicator, const store::OutputPlace& place,
                      const std::vector<data::NetworkHierarchy>& networks,
                      const store::Provenance& provenance, const HierarchyConvention& convention,
                      const std::vector<data::PartRate>& rates = {});

/// Reads a hierarchy file whole and checks it: schema and version, columns of one length, networks, layers
/// and labels in their ranges and order. Not collective. Throws core::InputError naming file, dataset and
/// fault.
[[nodiscard]] HierarchyFile load_hierarchies(const std::filesystem::path& path);

}  // namespace netseam::artifact
