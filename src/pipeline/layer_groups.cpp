#include "layer_groups.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/border_test.hpp"
#include "netseam/grouping/cluster_layers.hpp"
#include "netseam/grouping/pair_stability.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::pipeline {
namespace {

/// Replicates with the layers in random order: the smallest p-value is then 1/200.
constexpr std::size_t random_orders = 199;

/// P x random_orders: the values of the same layers in random order. Whether layers next to each other are
/// more alike than others is then chance.
std::vector<double> reordered(const GroupingInput& input) {
  const std::size_t layers = input.layers, pairs = input.value.size();
  std::vector<double> null(pairs * random_orders);
  std::vector<std::size_t> order(layers);
  for (std::size_t replicate = 0; replicate < random_orders; ++replicate) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    core::RandomStream random(input.seed, replicate, core::Purpose::null_model);
    random.shuffle(std::span(order));
    for (std::size_t i = 0; i < layers; ++i)
      for (std::size_t j = i + 1; j < layers; ++j) {
        const auto [first, second] = std::minmax(order[i], order[j]);
        null[data::pair_index(i, j, layers) * random_orders + replicate] =
            input.value[data::pair_index(first, second, layers)];
      }
  }
  return null;
}

core::MatrixView<const double> columns_of(const std::vector<double>& values, std::size_t pairs) {
  return {values.data(), pairs, values.size() / pairs};
}

/// Distances of any measure as losses, which is what resamples are given as: sqrt(loss) / 2 is the distance.
std::vector<double> as_losses(std::vector<double> values, grouping::PairValue kind) {
  if (kind == grouping::PairValue::distance)
    for (double& value : values) value *= 4 * value;
  return values;
}

data::Segmentation computed(const GroupingInput& input, const grouping::SegmentationOptions& options) {
  const std::size_t pairs = input.value.size();
  const auto losses = as_losses(input.value, input.kind), resampled = as_losses(input.resampled, input.kind);
  auto groups = grouping::bootstrap_segmentation(losses, columns_of(resampled, pairs), input.layers, options);
  if (groups.resamples > 0)
    groups.together = grouping::pair_stability(columns_of(resampled, pairs), input.layers, options);
  const auto null = input.null.empty() ? reordered(input) : input.null;
  const auto test =
      grouping::test_borders(input.value, columns_of(null, pairs), input.layers, groups.border, input.kind);
  groups.p_value = test.p_value;
  groups.q_value = test.q_value;
  groups.null_model =
      input.null.empty() ? fmt::format("{} random orders of the layers", random_orders) : input.null_model;
  return groups;
}

/// A clustering of the root on every rank.
data::LayerClustering broadcast_clustering(const parallel::Communicator& communicator,
                                           data::LayerClustering groups) {
  groups.method = parallel::broadcast(communicator, groups.method);
  groups.label = parallel::broadcast(communicator, groups.label);
  groups.criterion_name = parallel::broadcast(communicator, groups.criterion_name);
  groups.criterion = parallel::broadcast(communicator, groups.criterion);
  groups.silhouette = parallel::broadcast(communicator, groups.silhouette);
  groups.merge = parallel::broadcast(communicator, groups.merge);
  return groups;
}

}  // namespace

data::Segmentation find_groups(const parallel::Communicator& communicator, const GroupingInput& input,
                               const grouping::SegmentationOptions& options) {
  auto groups = parallel::agree(
      communicator, [&] { return communicator.is_root() ? computed(input, options) : data::Segmentation{}; });
  groups.border = parallel::broadcast(communicator, groups.border);
  for (auto* values : {&groups.confidence, &groups.border_frequency, &groups.together, &groups.p_value,
                       &groups.q_value, &groups.criterion, &groups.cost})
    *values = parallel::broadcast(communicator, *values);
  groups.null_model = parallel::broadcast(communicator, groups.null_model);
  groups.resamples = parallel::broadcast(communicator, std::vector{groups.resamples}).at(0);
  return groups;
}

std::vector<data::LayerClustering> cluster_by_all_methods(const parallel::Communicator& communicator,
                                                          const linalg::DenseBackend& backend,
                                                          const Config& config,
                                                          const std::vector<double>& distance) {
  using grouping::ClusterMethod;
  grouping::ClusterOptions options;
  options.groups = config.layers.groups;
  options.seed = config.study.seed;
  std::vector<data::LayerClustering> found;
  for (const auto method :
       {ClusterMethod::average, ClusterMethod::complete, ClusterMethod::k_medoids, ClusterMethod::spectral}) {
    auto groups = parallel::agree(communicator, [&] {
      if (!communicator.is_root()) return data::LayerClustering{};
      const auto layers = static_cast<std::size_t>(std::lround(std::sqrt(distance.size())));
      return grouping::cluster_layers(backend, {distance.data(), layers, layers}, method, options);
    });
    found.push_back(broadcast_clustering(communicator, std::move(groups)));
  }
  return found;
}

}  // namespace netseam::pipeline
