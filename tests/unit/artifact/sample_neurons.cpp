#include "sample_neurons.hpp"

#include <cmath>
#include <cstring>
#include <limits>

namespace netseam::test {
namespace {

bool same(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b));
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  bool equal = a.size() == b.size();
  for (std::size_t k = 0; equal && k < a.size(); ++k) equal = same(a[k], b[k]);
  return equal;
}

template <class T, class Equal>
bool same(const std::vector<T>& a, const std::vector<T>& b, Equal&& equal_parts) {
  bool equal = a.size() == b.size();
  for (std::size_t k = 0; equal && k < a.size(); ++k) equal = equal_parts(a[k], b[k]);
  return equal;
}

bool same(const data::GraphPartition& a, const data::GraphPartition& b) {
  return a.graph == b.graph && a.order == b.order && a.label == b.label && a.note == b.note &&
         a.converged == b.converged && a.products == b.products &&
         a.connected_components == b.connected_components && same(a.normalised_cut, b.normalised_cut) &&
         same(a.inside_to_across, b.inside_to_across) && same(a.eigenvalue, b.eigenvalue) &&
         same(a.residual, b.residual) && same(a.eigengap, b.eigengap) &&
         same(a.start_agreement, b.start_agreement) && same(a.half_agreement, b.half_agreement) &&
         same(a.picture.weight, b.picture.weight) &&
         same(a.layer, b.layer,
              [](const auto& x, const auto& y) { return x.name == y.name && x.units == y.units; }) &&
         same(a.cluster, b.cluster,
              [](const auto& x, const auto& y) {
                return x.neurons == y.neurons && same(x.volume, y.volume) && same(x.cut, y.cut) &&
                       same(x.ratio, y.ratio);
              }) &&
         same(a.tried, b.tried,
              [](const auto& x, const auto& y) {
                return x.clusters == y.clusters && same(x.normalised_cut, y.normalised_cut) &&
                       same(x.eigengap, y.eigengap) && same(x.agreement, y.agreement);
              }) &&
         same(a.null, b.null,
              [](const auto& x, const auto& y) {
                return x.name == y.name && x.keeps == y.keeps && same(x.normalised_cut, y.normalised_cut) &&
                       same(x.p, y.p) && same(x.z, y.z) && same(x.mean, y.mean) &&
                       same(x.deviation, y.deviation) && same(x.reduction, y.reduction);
              }) &&
         same(a.picture.part, b.picture.part,
              [](const auto& x, const auto& y) {
                return x.layer == y.layer && x.cluster == y.cluster && x.neurons == y.neurons;
              }) &&
         same(a.local, b.local, [](const auto& x, const auto& y) {
           return x.layer == y.layer && x.clusters == y.clusters &&
                  same(x.normalised_cut, y.normalised_cut) && x.label == y.label && x.note == y.note;
         });
}

}  // namespace

data::GraphPartition sample_partition(const std::string& graph) {
  const double nan = std::nan("");
  data::GraphPartition partition;
  partition.graph = graph;
  partition.layer = {{"input", 4}, {"hidden <1>", 3}, {"output", 2}};
  partition.label = {0, 0, 1, -1, 1, 2, 0, 2, 1};
  partition.cluster = {{3, 10, 2.5, 0.25}, {3, 8, 3, 0.375}, {2, 4, 0.5, 0.125}};
  partition.normalised_cut = 0.75;
  partition.inside_to_across = 1.5;
  partition.connected_components = 1;
  partition.eigenvalue = {0, 0.0625, 0.125, 0.5};
  partition.residual = {0, 1e-12, 2e-12, 3e-12};
  partition.products = 21;
  partition.converged = true;
  partition.eigengap = 0.375;
  partition.start_agreement = 0.875;
  partition.half_agreement = {0.5, nan};
  partition.tried = {{2, 0.5, 0.0625, 1}, {3, 0.75, 0.375, 0.875}, {5, 2, nan, 0.25}};
  partition.null = {
      {"layer", "how often a weight occurs in its layer", {1.5, 1.25, 1, 1.25}, 0.2, -2.8, 1.25, 0.1768, 0.4},
      {"strengths", "sums of weights", {0.5, nan, 0.75}, 0.75, 1, 0.625, 0.125, -0.2}};
  partition.null[0].p = 0.04;
  partition.picture.part = {{0, 0, 2}, {1, 0, 1}, {0, 1, 1}, {1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {2, 2, 1}};
  for (std::size_t q = 0; q < 7; ++q)
    for (std::size_t r = 0; r < 7; ++r) partition.picture.weight.push_back(static_cast<double>(q * r) / 4);
  partition.local = {{1, 2, 0.375, {0, 1, -1}, ""}, {2, 0, nan, {}, "fewer than three neurons"}};
  partition.note = {"one neuron has no edges", "the second note"};
  return partition;
}

data::GraphPartition bare_partition() {
  data::GraphPartition partition;
  partition.graph = "weights";
  partition.layer = {{"a", 2}, {"b", 1}};
  partition.label = {0, 0, 0};
  partition.cluster = {{3, 2, 0, 0}};
  partition.inside_to_across = std::numeric_limits<double>::infinity();
  partition.connected_components = 1;
  partition.eigenvalue = {0};
  partition.residual = {0};
  partition.eigengap = std::nan("");
  return partition;
}

data::NeuronClusters sample_neurons() {
  data::NeuronClusters neurons;
  neurons.partition = {sample_partition(), sample_partition("activations")};
  neurons.partition[1].layer = {{"hidden <1>", 5}, {"output", 4}};
  neurons.partition[1].order = data::OrderSource::guessed;
  neurons.partition[1].picture = {};
  neurons.partition[1].local.clear();
  neurons.comparison = {{8, 0.5, 0.625, 1.25, 1.5, {0.125, 0.25}, 1.0 / 3}};
  return neurons;
}

artifact::NeuronsConvention sample_neurons_convention() {
  artifact::NeuronsConvention convention;
  convention.graph = "weights";
  convention.kernel_norm = "entry1";
  convention.embedding = "degree";
  convention.starts = "25";
  convention.seed = "1";
  return convention;
}

bool equal(const data::NeuronClusters& a, const data::NeuronClusters& b) {
  return same(a.partition, b.partition, [](const auto& x, const auto& y) { return same(x, y); }) &&
         same(a.comparison, b.comparison, [](const auto& x, const auto& y) {
           return x.neurons == y.neurons && same(x.adjusted_rand, y.adjusted_rand) &&
                  same(x.normalised_mutual_information, y.normalised_mutual_information) &&
                  same(x.transfer_to_activations, y.transfer_to_activations) &&
                  same(x.transfer_to_weights, y.transfer_to_weights) && same(x.p, y.p) &&
                  same(x.shuffled_mutual_information, y.shuffled_mutual_information);
         });
}

}  // namespace netseam::test
