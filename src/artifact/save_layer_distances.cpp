#include "cross_datasets.hpp"
#include "layers_schema.hpp"
#include "measure_datasets.hpp"
#include "pair_matrix.hpp"
#include "save_pair_blocks.hpp"
#include "segmentation_datasets.hpp"
#include "target_datasets.hpp"
#include "text_lines.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/collective_file.hpp"

#include <fmt/format.h>

#include <vector>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;

template <class T>
std::vector<std::int64_t> as_integers(const std::vector<T>& values) {
  return {values.begin(), values.end()};
}

void require_consistent(const data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  if (count == 0 || layers.points.size() != count || layers.width.size() != count ||
      layers.scale.size() != (layers.has_gw ? count : 0))
    throw core::InternalError("layer names, points, widths and scales differ in number, or there are none");
  if (!layers.has_gw && (layers.measure.empty() || !layers.pair.empty()))
    throw core::InternalError("neither pairs nor another measure, or pairs that were not computed");
  require_consistent_segmentation(layers.segmentation, count);
  require_consistent_measures(layers);
  require_consistent_targets(layers);
  require_consistent_cross(layers);
}

// the ranges of pairs of all ranks, in rank order, must make up all pairs
void require_cover(const parallel::Communicator& communicator, const data::LayerDistances& layers) {
  const std::vector<std::size_t> mine{layers.first_pair, layers.pair.size()};
  const auto ranges = parallel::all_gather<std::size_t>(communicator, mine);
  std::size_t next = 0;
  for (std::size_t rank = 0; rank < ranges.size() / 2; ++rank) {
    if (ranges[2 * rank + 1] == 0) continue;
    if (ranges[2 * rank] != next)
      throw core::InternalError(
          fmt::format("rank {} brings pairs from {} on, expected {}", rank, ranges[2 * rank], next));
    next += ranges[2 * rank + 1];
  }
  const std::size_t pairs = data::pair_count(layers.name.size());
  if (next != pairs) throw core::InternalError(fmt::format("the ranks hold {} of {} pairs", next, pairs));
}

void write_head(store::CollectiveFile& file, const LayersConvention& convention, bool has_gw) {
  file.write_attributes("", {{"schema", std::string(layers_schema)},
                             {"schema_version", layers_schema_version},
                             {"netseam_version", NETSEAM_VERSION}});
  store::Attributes attributes;
  for (const auto& [name, field] : convention_fields()) attributes.emplace_back(name, convention.*field);
  file.write_attributes(has_gw ? "measures/gw" : "measures", attributes);
}

void write_layers(store::CollectiveFile& file, const data::LayerDistances& layers) {
  const Shape count{layers.name.size()}, samples{layers.sample.size()};
  file.write_strings("layers/name", layers.name,
                     described("names of the layers, in the order of the network", "none", "layer"));
  file.write_whole<std::int64_t>("layers/points", count, as_integers(layers.points),
                                 described("points (samples or pixels) of the layer", "1", "layer"));
  file.write_whole<std::int64_t>("layers/width", count, as_integers(layers.width),
                                 described("numbers that describe one point", "1", "layer"));
  file.write_whole<std::int64_t>("samples/index", samples, layers.sample,
                                 described("rows of the input that were used, from 0", "1", "sample"));
  write_order(file, "layers", layers.order);
}

template <class T, class Value>
void write_matrix(const parallel::Communicator& communicator, store::CollectiveFile& file,
                  const data::LayerDistances& layers, const std::string& name, store::Attributes attributes,
                  Value&& value) {
  std::vector<T> mine;
  for (const auto& pair : layers.pair) mine.push_back(static_cast<T>(value(pair)));
  const std::size_t count = layers.name.size();
  const auto all = parallel::all_gather<T>(communicator, mine);
  file.write_whole<T>("measures/gw/" + name, Shape{count, count}, symmetric_matrix<T>(count, all),
                      attributes);
}

void write_matrices(const parallel::Communicator& communicator, store::CollectiveFile& file,
                    const data::LayerDistances& layers) {
  file.write_whole<double>("layers/scale", Shape{layers.name.size()}, layers.scale,
                           described("distances between points were divided by this",
                                     "of the ground distance between activations", "layer"));
  file.write_attributes("measures/gw", {{"notes", joined_lines(layers.gw_note)}});
  const auto real = [&](const std::string& name, double data::PairDistance::*field,
                        const std::string& description) {
    write_matrix<double>(communicator, file, layers, name, described(description, "1", "layer, layer"),
                         [&](const data::PairDistance& pair) { return pair.*field; });
  };
  real("loss", &data::PairDistance::loss,
       "Gromov-Wasserstein loss of the best coupling found, between normalised distances; GW distance = "
       "sqrt(loss)/2");
  real("lower_bound", &data::PairDistance::lower_bound, "no coupling has a smaller loss than this");
  real("identity", &data::PairDistance::identity,
       "loss of the coupling that matches every sample with itself");
  real("gap", &data::PairDistance::gap,
       "Frank-Wolfe gap at the coupling, relative to the loss; 0 = no better vertex");
  auto coded = described("start of the descent that found the coupling", "code", "layer, layer");
  coded.emplace_back("codes", describe_codes(start_names));
  write_matrix<std::uint8_t>(communicator, file, layers, "start", coded,
                             [](const data::PairDistance& pair) { return pair.start; });
  coded = described("how the descent ended", "code", "layer, layer");
  coded.emplace_back("codes", describe_codes(status_names));
  write_matrix<std::uint8_t>(communicator, file, layers, "status", coded,
                             [](const data::PairDistance& pair) { return pair.status; });
  write_matrix<std::uint32_t>(communicator, file, layers, "iterations",
                              described("linear sub-problems solved, over all starts", "1", "layer, layer"),
                              [](const data::PairDistance& pair) { return pair.iterations; });
}

}  // namespace

void save_layer_distances(const parallel::Communicator& communicator, const store::OutputPlace& place,
                          const data::LayerDistances& layers, const store::Provenance& provenance,
                          const LayersConvention& convention) {
  parallel::agree(communicator, [&] { require_consistent(layers); });
  if (layers.has_gw) require_cover(communicator, layers);
  store::AtomicOutput output(communicator, place);
  auto file = store::CollectiveFile::create(communicator, output.partial());
  write_head(file, convention, layers.has_gw);
  write_layers(file, layers);
  if (layers.has_gw) {
    write_matrices(communicator, file, layers);
    write_permutations(communicator, file, block_of_pairs(layers));
    write_couplings(communicator, file, block_of_pairs(layers));
    write_resampled(communicator, file, block_of_pairs(layers));
  }
  write_measures(file, layers);
  write_profiles(file, layers);
  write_targets(file, layers);
  write_cross(communicator, file, layers);
  write_segmentation(file, "groups/segmentation", layers.name.size(), layers.segmentation);
  file.write_attributes("groups/segmentation", {{"measure", layers.grouped}});
  write_clusterings(file, layers);
  store::write_provenance(file, provenance);
  file.close();
  output.commit();
}

}  // namespace netseam::artifact
