#include "neurons_options.hpp"

#include "option_kinds.hpp"

namespace netseam::pipeline {
namespace {

using graph::Correlation;
using graph::DenseStorage;
using graph::FactorSign;
using graph::IsolatedRule;
using graph::KernelNorm;
using graph::NullModel;
using graph::ScaleNormalisation;
using linalg::EigenMethod;
using spectral::EmbeddingScale;
using Texts = std::vector<std::string>;

const NameTable<GraphKind> graph_kinds{
    {"weights", GraphKind::weights}, {"activations", GraphKind::activations}, {"both", GraphKind::both}};
const NameTable<KernelLayout> kernel_layouts{{"output-first", KernelLayout::output_first},
                                             {"output-last", KernelLayout::output_last}};
const NameTable<LocalGraphs> local_graphs{
    {"none", LocalGraphs::none}, {"three-layers", LocalGraphs::three_layers}, {"star", LocalGraphs::star}};
const NameTable<CountCriterion> count_criteria{{"eigengap", CountCriterion::eigengap},
                                               {"n-cut", CountCriterion::normalised_cut}};
const NameTable<FactorSign> factor_signs{{"dropped", FactorSign::dropped}, {"kept", FactorSign::kept}};
const NameTable<Correlation> correlations{{"spearman", Correlation::spearman},
                                          {"pearson", Correlation::pearson}};
const NameTable<DenseStorage> dense_storages{{"float32", DenseStorage::float32},
                                             {"bfloat16", DenseStorage::bfloat16},
                                             {"recomputed", DenseStorage::recomputed}};

/// The names that a room gives its values, each an entry of `table` with the value in `field`.
template <class Value, class Table, class Field>
NameTable<Value> names_from(const Table& table, Field field) {
  NameTable<Value> names;
  for (const auto& entry : table) names.emplace_back(std::string(entry.name), entry.*field);
  return names;
}

/// The same from names in the order of an enumeration that begins at 0.
template <class Value>
NameTable<Value> names_in_order(std::span<const std::string> given) {
  NameTable<Value> names;
  for (std::size_t value = 0; value < given.size(); ++value)
    names.emplace_back(given[value], static_cast<Value>(value));
  return names;
}

const NameTable<KernelNorm> kernel_norms =
    names_from<KernelNorm>(graph::kernel_norms, &graph::KernelNormName::norm);
const NameTable<ScaleNormalisation> scale_normalisations = names_from<ScaleNormalisation>(
    graph::scale_normalisations, &graph::ScaleNormalisationName::normalisation);
const NameTable<IsolatedRule> isolated_rules =
    names_from<IsolatedRule>(graph::isolated_rules, &graph::IsolatedRuleName::rule);
const NameTable<NullModel> null_models =
    names_from<NullModel>(graph::null_models, &graph::NullModelName::model);

const NameTable<EigenMethod>& eigen_methods() {
  static const auto names = names_in_order<EigenMethod>(linalg::eigen_method_names());
  return names;
}

const NameTable<EmbeddingScale>& embedding_scales() {
  static const auto names = names_in_order<EmbeddingScale>(spectral::embedding_scale_names());
  return names;
}

std::vector<Option> topology_options() {
  return {
      choice_option<GraphKind>("neurons.graph",
                               "what joins neurons: their weights, the correlation of their activations, or "
                               "one graph of each and their comparison",
                               true, graph_kinds, [](Config& c) -> GraphKind& { return c.neurons.graph; }),
      text_option("neurons.preset", "a section of configs/neuron_presets.ini",
                  "the keys of a common family of networks; what the study gives itself goes before", false,
                  [](Config& c) -> std::string& { return c.neurons.preset; }),
      list_option(
          "neurons.chain",
          "tensor names, ranges such as layers.{0..8}.weight, and A.{i} -> B.{i} for every i of the file",
          "the weights in the order of the network, each from one layer of neurons to the next", true,
          [](Config& c) -> Texts& { return c.neurons.chain; }),
      list_option("neurons.edges", "TENSOR: SOURCE -> TARGET; comma between",
                  "the weights of a network that is no chain; layers by any names; SOURCE is a layer, A + B "
                  "(added) or A | B (concatenated); {i} and {i+1} stand for every number of the file",
                  true, [](Config& c) -> Texts& { return c.neurons.edges; }),
      list_option("neurons.transposed", "names or globs; comma between",
                  "tensors that are stored inputs x outputs instead of outputs x inputs", true,
                  [](Config& c) -> Texts& { return c.neurons.transposed; }),
      choice_option<KernelLayout>(
          "neurons.kernel-layout",
          "axes of convolutions: output, input, height, width, or height, width, input, output", true,
          kernel_layouts, [](Config& c) -> KernelLayout& { return c.neurons.kernel_layout; }),
      choice_option<KernelNorm>("neurons.kernel-norm", "the weight of two channels, from their kernel", true,
                                kernel_norms, [](Config& c) -> KernelNorm& { return c.neurons.kernel_norm; }),
      list_option("neurons.batch-norm", "TENSOR: PREFIX; comma between",
                  "the batch normalisation behind a tensor: PREFIX.weight and PREFIX.running_var are folded "
                  "into it",
                  true, [](Config& c) -> Texts& { return c.neurons.batch_norm; }),
      number_option<double>("neurons.batch-norm-epsilon", "", {0, 1e6}, "added to its variance", true,
                            [](Config& c) -> double& { return c.neurons.batch_norm_epsilon; }),
      choice_option<FactorSign>("neurons.batch-norm-sign", "the sign of its factors", true, factor_signs,
                                [](Config& c) -> FactorSign& { return c.neurons.batch_norm_sign; }),
      choice_option<ScaleNormalisation>(
          "neurons.normalisation",
          "incoming weights of hidden neurons are divided by this, outgoing multiplied", true,
          scale_normalisations, [](Config& c) -> ScaleNormalisation& { return c.neurons.normalisation; }),
      flag_option("neurons.inputs", "layers that no weights lead to are in the graph", true,
                  [](Config& c) -> bool& { return c.neurons.inputs; }),
      flag_option("neurons.outputs", "layers that no weights lead from are in the graph", true,
                  [](Config& c) -> bool& { return c.neurons.outputs; }),
      choice_option<IsolatedRule>(
          "neurons.isolated",
          "neurons that are left out: without edges, or also in components without first or last layer", true,
          isolated_rules, [](Config& c) -> IsolatedRule& { return c.neurons.isolated; })};
}

std::vector<Option> response_options() {
  return {
      list_option("neurons.select", "names, globs, ranges such as layers.{0..8}; comma between",
                  "layers of input.activations whose units are correlated; empty = all", true,
                  [](Config& c) -> Texts& { return c.neurons.select; }),
      number_option<std::size_t>("neurons.samples", "samples", {0, 1'000'000'000},
                                 "at most so many samples, chosen by the seed; 0 = all", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.samples; }),
      choice_option<Correlation>("neurons.correlation", "its square is the weight of two units", true,
                                 correlations,
                                 [](Config& c) -> Correlation& { return c.neurons.correlation; }),
      choice_option<KernelNorm>("neurons.map-norm", "the response of a channel, from its map", true,
                                kernel_norms, [](Config& c) -> KernelNorm& { return c.neurons.map_norm; }),
      number_option<double>("neurons.threshold", "", {0, 1}, "squared correlations below this are no edges",
                            true, [](Config& c) -> double& { return c.neurons.threshold; }),
      number_option<std::size_t>("neurons.nearest", "neighbours", {0, 1'000'000'000},
                                 "keep edges to so many nearest units of either end; 0 = all", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.nearest; })};
}

std::vector<Option> cluster_options() {
  return {
      number_option<std::size_t>("neurons.clusters", "clusters", {0, 100'000},
                                 "how many clusters; 0 = chosen from neurons.fewest to neurons.most", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.clusters; }),
      number_option<std::size_t>("neurons.fewest", "clusters", {1, 100'000}, "the fewest", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.fewest; }),
      number_option<std::size_t>("neurons.most", "clusters", {1, 100'000}, "the most", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.most; }),
      choice_option<CountCriterion>(
          "neurons.choose", "largest eigengap, or largest rise of n-cut / (k - 1) behind it", true,
          count_criteria, [](Config& c) -> CountCriterion& { return c.neurons.choose; }),
      choice_option<EmbeddingScale>(
          "neurons.embedding",
          "what the coordinates of a neuron are divided by: root of its degree, none, length", true,
          embedding_scales(), [](Config& c) -> EmbeddingScale& { return c.neurons.embedding; }),
      number_option<std::size_t>("neurons.starts", "starts", {0, 1'000'000},
                                 "of k-means; 0 = 25, or 100 for more than 2,000 neurons", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.starts; }),
      choice_option<EigenMethod>("neurons.eigen-method", "how eigenvectors are sought", true, eigen_methods(),
                                 [](Config& c) -> EigenMethod& { return c.neurons.eigen.method; }),
      number_option<double>("neurons.eigen-tolerance", "", {1e-15, 1},
                            "an eigenvector has converged once |A v - lambda v| is not above this", true,
                            [](Config& c) -> double& { return c.neurons.eigen.tolerance; }),
      number_option<std::size_t>("neurons.eigen-products", "products", {1, 1'000'000'000},
                                 "with the matrix, at most", true,
                                 [](Config& c) -> std::size_t& { return c.neurons.eigen.maximum_products; }),
      choice_option<DenseStorage>(
          "neurons.storage", "how weights are held; recomputed = read or computed again for every product",
          true, dense_storages, [](Config& c) -> DenseStorage& { return c.neurons.storage.dense; }),
      number_option<double>("neurons.sparse-below", "", {0, 2},
                            "blocks with a smaller share of weights that are not 0 are held as sparse", false,
                            [](Config& c) -> double& { return c.neurons.storage.sparse_below; }),
      choice_option<LocalGraphs>("neurons.local",
                                 "also partition single layers: by the layers beside them, or by all layers "
                                 "that they are joined to; of activations by themselves",
                                 true, local_graphs,
                                 [](Config& c) -> LocalGraphs& { return c.neurons.local; })};
}

Option null_option() {
  return {"neurons.null",
          "",
          "random graphs that n-cuts are compared with",
          fmt::format("none | {}; comma between", names_of(null_models)),
          false,
          true,
          [](Config& config, const std::string& text) {
            std::vector<NullModel> chosen;
            if (unquoted(text) != "none")
              for (const auto& name : split_list(text)) {
                const auto model = value_of(null_models, name);
                if (std::find(chosen.begin(), chosen.end(), model) != chosen.end())
                  throw std::invalid_argument(fmt::format("'{}' twice", name));
                chosen.push_back(model);
              }
            config.neurons.null = chosen;
          },
          [](const Config& config) -> std::string {
            if (config.neurons.null.empty()) return "none";
            Texts names;
            for (const auto model : config.neurons.null) names.push_back(name_of(null_models, model));
            return joined_list(names);
          }};
}

std::vector<Option> test_options() {
  return {null_option(),
          number_option<std::size_t>("neurons.null-replicates", "replicates", {0, 1'000'000},
                                     "random graphs of each kind", true,
                                     [](Config& c) -> std::size_t& { return c.neurons.null_replicates; }),
          number_option<std::size_t>("neurons.half-samples", "draws", {0, 100'000},
                                     "random halves of the samples on which activation clusters are repeated",
                                     true, [](Config& c) -> std::size_t& { return c.neurons.half_samples; })};
}

}  // namespace

std::vector<Option> neurons_options() {
  std::vector<Option> all;
  for (auto part : {topology_options(), response_options(), cluster_options(), test_options()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace netseam::pipeline
