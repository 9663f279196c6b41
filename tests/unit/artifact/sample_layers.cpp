#include "sample_layers.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>

namespace netseam::test {
namespace {

constexpr std::size_t points = 6, resamples = 3;

// enough to tell the pairs apart
std::vector<std::int32_t> rotation(std::size_t k) {
  std::vector<std::int32_t> permutation(points);
  for (std::size_t i = 0; i < points; ++i) permutation[i] = static_cast<std::int32_t>((i + k) % points);
  return permutation;
}

// points + 1 points onto points: the last one is spread evenly
std::vector<data::CouplingEntry> spread_coupling() {
  std::vector<data::CouplingEntry> coupling;
  const double each = 1.0 / (points + 1);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(points); ++i) coupling.push_back({i, i, each});
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(points); ++i)
    coupling.push_back({static_cast<std::int32_t>(points), i, each / points});
  return coupling;
}

data::PairDistance sample_pair(std::size_t k) {
  data::PairDistance pair;
  // thirds have no short decimal or binary form
  pair.loss = 0.1 + static_cast<double>(k) / 3;
  pair.lower_bound = pair.loss / 3;
  pair.identity = pair.loss * 1.1;
  pair.gap = 1e-17 * static_cast<double>(k);
  pair.iterations = static_cast<std::uint32_t>(4'000'000'000U + k);
  pair.start = static_cast<data::Start>(k % 4);
  pair.status = static_cast<data::SolveStatus>(k % 2);
  for (std::size_t b = 0; b < resamples; ++b)
    pair.resampled.push_back(pair.loss + static_cast<double>(b) / 7);
  return pair;
}

}  // namespace

data::LayerDistances sample_layers(std::size_t layers, bool mixed) {
  data::LayerDistances result;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    result.name.push_back("layers." + std::to_string(layer));
    result.points.push_back(points + (mixed && layer == 0 ? 1 : 0));
    result.width.push_back(64 + layer);
    result.scale.push_back(1 + static_cast<double>(layer) / 3);
  }
  result.order = data::OrderSource::stored;
  result.sample = {1, 5, 7, 1'000'000'000'000};
  for (std::size_t k = 0; k < data::pair_count(layers); ++k) {
    result.pair.push_back(sample_pair(k));
    // the first layers - 1 pairs are those of layer 0
    if (mixed && k + 1 < layers) {
      result.pair.back().coupling = spread_coupling();
    } else {
      result.pair.back().permutation = rotation(k);
    }
  }
  auto& groups = result.segmentation;
  if (layers > 2) groups.border = {1, layers - 1};
  if (layers > 2) groups.confidence = {0.75, 1.0 / 3};
  groups.border_frequency.assign(layers, 0.25);
  for (std::size_t k = 0; k < layers; ++k) {
    groups.criterion.push_back(static_cast<double>(k) / 3);
    groups.cost.push_back(1 / (1.0 + static_cast<double>(k)));
  }
  groups.resamples = resamples;
  result.grouped = "gw";
  return result;
}

void add_sample_measures(data::LayerDistances& layers) {
  const std::size_t count = layers.name.size(), pairs = data::pair_count(count);
  for (const char* name : {"cka", "procrustes"}) {
    data::MeasureMatrix measure;
    measure.name = name;
    measure.title = std::string("title of ") + name;
    measure.unit = "none";
    if (measure.name == "cka") measure.kind = data::MeasureKind::similarity;
    for (std::size_t k = 0; k < pairs; ++k) {
      measure.value.push_back(1 / (3.0 + static_cast<double>(k)));
      measure.distance.push_back(1 - measure.value.back());
    }
    for (std::size_t layer = 0; layer < count; ++layer)
      measure.self.push_back(static_cast<double>(layer) / 3);
    if (measure.name == "procrustes") {
      measure.value[0] = measure.distance[0] = std::nan("");
      measure.note = {"the first note", "the second"};
    }
    measure.segmentation = layers.segmentation;
    measure.segmentation.null_model = "rows of every layer shuffled";
    measure.segmentation.together.assign(pairs, 0.125);
    measure.segmentation.twin_null_model = "3 resamples of 1 untrained network";
    measure.segmentation.twin_p_value = std::vector<double>(layers.segmentation.border.size(), 0.25);
    measure.segmentation.p_value = measure.segmentation.q_value =
        std::vector<double>(layers.segmentation.border.size(), 1.0 / 7);
    layers.measure.push_back(measure);
  }
  if (layers.has_gw) layers.gw_note = {"a note of gw", "another"};
  layers.profile = {
      {"effective_rank", "effective rank", "dimensions", "a paper", std::vector<double>(count, 7.0 / 3)},
      {"sparsity", "sparsity", "share of entries", "no paper", std::vector<double>(count, 0.5)}};
  layers.profile[1].value[0] = std::nan("");
  data::LayerClustering free{"k-medoids", std::vector<std::size_t>(count, 0), "gap", {0, 0.25}, {0, 0.125},
                             {}};
  free.label.back() = 1;
  data::LayerClustering tree{"average", std::vector<std::size_t>(count, 0), "silhouette", {0}, {0}, {}};
  for (std::size_t k = 0; k + 1 < count; ++k)
    tree.merge.push_back({k == 0 ? 0 : k + 1, k == 0 ? 1 : count + k - 1, static_cast<double>(k) / 3, k + 2});
  layers.clustering = {free, tree};
}

artifact::LayersConvention sample_convention() {
  artifact::LayersConvention convention;
  convention.ground_distance = "euclidean";
  convention.normalisation = "rms";
  convention.token_rule = "last";
  convention.image_rule = "flatten";
  convention.start = "identity, product";
  convention.gradient = "exact";
  convention.sample_seed = "1";
  return convention;
}

store::Provenance sample_provenance() {
  store::Provenance provenance;
  provenance.add("study", "digits");
  provenance.add("checkpoint", "step03000");
  provenance.add("config", std::string(100'000, 'c'));
  return provenance;
}

data::LayerDistances part_of_rank(const data::LayerDistances& whole,
                                  const parallel::Communicator& communicator) {
  const auto rank = static_cast<std::size_t>(communicator.rank()),
             size = static_cast<std::size_t>(communicator.size());
  const std::size_t small = whole.pair.size() / (size + 1);
  const std::size_t first = rank * small, end = rank + 1 == size ? whole.pair.size() : first + small;
  data::LayerDistances part = whole;
  part.first_pair = first;
  part.pair.assign(whole.pair.begin() + static_cast<std::ptrdiff_t>(first),
                   whole.pair.begin() + static_cast<std::ptrdiff_t>(end));
  return part;
}

bool equal(const data::LayerDistances& a, const data::LayerDistances& b) {
  const auto same_entry = [](const data::CouplingEntry& x, const data::CouplingEntry& y) {
    return x.row == y.row && x.column == y.column && x.mass == y.mass;
  };
  const auto same_pair = [&](const data::PairDistance& x, const data::PairDistance& y) {
    return x.loss == y.loss && x.lower_bound == y.lower_bound && x.identity == y.identity && x.gap == y.gap &&
           x.iterations == y.iterations && x.start == y.start && x.status == y.status &&
           x.permutation == y.permutation && x.resampled == y.resampled &&
           std::equal(x.coupling.begin(), x.coupling.end(), y.coupling.begin(), y.coupling.end(), same_entry);
  };
  // NaN equals NaN: compared as bytes
  const auto same_values = [](const std::vector<double>& x, const std::vector<double>& y) {
    return x.size() == y.size() &&
           (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0);
  };
  const auto same_groups = [](const data::Segmentation& g, const data::Segmentation& h) {
    return g.border == h.border && g.confidence == h.confidence && g.border_frequency == h.border_frequency &&
           g.together == h.together && g.null_model == h.null_model &&
           g.twin_null_model == h.twin_null_model && g.twin_p_value == h.twin_p_value &&
           g.p_value == h.p_value && g.q_value == h.q_value && g.criterion == h.criterion &&
           g.cost == h.cost && g.resamples == h.resamples;
  };
  const auto same_measure = [&](const data::MeasureMatrix& x, const data::MeasureMatrix& y) {
    return x.name == y.name && x.title == y.title && x.unit == y.unit && x.kind == y.kind &&
           x.note == y.note && same_values(x.value, y.value) && same_values(x.self, y.self) &&
           same_values(x.distance, y.distance) && same_groups(x.segmentation, y.segmentation);
  };
  const auto same_profile = [&](const data::LayerProfile& x, const data::LayerProfile& y) {
    return x.name == y.name && x.title == y.title && x.unit == y.unit && x.source == y.source &&
           same_values(x.value, y.value);
  };
  const auto same_merge = [](const data::Merge& x, const data::Merge& y) {
    return x.first == y.first && x.second == y.second && x.height == y.height && x.size == y.size;
  };
  const auto same_clustering = [&](const data::LayerClustering& x, const data::LayerClustering& y) {
    return x.method == y.method && x.label == y.label && x.criterion_name == y.criterion_name &&
           x.criterion == y.criterion && x.silhouette == y.silhouette &&
           std::equal(x.merge.begin(), x.merge.end(), y.merge.begin(), y.merge.end(), same_merge);
  };
  return a.name == b.name && a.order == b.order && a.points == b.points && a.width == b.width &&
         a.scale == b.scale && a.gw_note == b.gw_note && a.sample == b.sample &&
         a.first_pair == b.first_pair &&
         std::equal(a.pair.begin(), a.pair.end(), b.pair.begin(), b.pair.end(), same_pair) &&
         same_groups(a.segmentation, b.segmentation) && a.has_gw == b.has_gw && a.grouped == b.grouped &&
         std::equal(a.measure.begin(), a.measure.end(), b.measure.begin(), b.measure.end(), same_measure) &&
         std::equal(a.profile.begin(), a.profile.end(), b.profile.begin(), b.profile.end(), same_profile) &&
         std::equal(a.clustering.begin(), a.clustering.end(), b.clustering.begin(), b.clustering.end(),
                    same_clustering);
}

}  // namespace netseam::test
