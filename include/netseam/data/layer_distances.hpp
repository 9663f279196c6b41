#pragma once
#include "netseam/data/cross_comparison.hpp"
#include "netseam/data/layer_clustering.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/data/layer_profile.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/data/order_source.hpp"
#include "netseam/data/pair_distance.hpp"
#include "netseam/data/segmentation.hpp"
#include "netseam/data/target_comparison.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netseam::data {

/// Everything that the stage `layers` found for one checkpoint.
struct LayerDistances {
  std::vector<std::string> name;     // L, in order
  std::optional<OrderSource> order;  // how that order is known; none in files of earlier versions
  std::vector<std::size_t> points;   // L
  std::vector<std::size_t> width;    // L
  std::vector<std::int64_t> sample;  // chosen rows of the input, ascending
  bool has_gw = true;                // Gromov-Wasserstein distances were computed: scale and pair are filled
  std::vector<double> scale;         // L; distances were divided by it (unit of the activations' distance)
  std::vector<PairDistance> pair;    // by pair_index; on a rank that holds only a part, see first_pair
  std::size_t first_pair = 0;        // pair[k] is pair number first_pair + k
  std::vector<std::string> gw_note;  // what to know of the Gromov-Wasserstein distances of this run
  std::vector<MeasureMatrix> measure;  // the measures beside Gromov-Wasserstein, in the order asked for
  std::vector<LayerProfile> profile;   // properties of single layers
  std::string grouped;                 // name of the measure that segmentation and clustering are of
  Segmentation segmentation;
  std::vector<LayerClustering> clustering;  // groups that need not be contiguous, one for each method
  std::vector<TargetComparison> target;     // known targets, in the order asked for
  std::vector<CrossComparison> cross;       // other networks, in the order asked for
};

}  // namespace netseam::data
