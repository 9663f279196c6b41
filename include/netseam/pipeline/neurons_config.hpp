#pragma once
#include "netseam/graph/batch_norm.hpp"
#include "netseam/graph/correlation_graph.hpp"
#include "netseam/graph/kernel_norm.hpp"
#include "netseam/graph/neurons_in_graph.hpp"
#include "netseam/graph/null_graph.hpp"
#include "netseam/graph/scale_normalisation.hpp"
#include "netseam/graph/weight_storage.hpp"
#include "netseam/linalg/eigen_solver.hpp"
#include "netseam/spectral/embedding.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Which graph of the neurons is cut.
enum class GraphKind { weights, activations, both };
/// How kernels of convolutions lie in a file: out, in, height, width, or height, width, in, out.
enum class KernelLayout { output_first, output_last };
/// Partitions of single layers beside the global one.
enum class LocalGraphs { none, three_layers, star };
/// By what the number of clusters is chosen from a range.
enum class CountCriterion { eigengap, normalised_cut };

/// [neurons]: the graph of the neurons and its clusters.
struct NeuronsConfig {
  GraphKind graph = GraphKind::weights;
  // the network as its weights
  std::string preset;                   // a section of configs/neuron_presets.ini
  std::vector<std::string> chain;       // tensors in order
  std::vector<std::string> edges;       // "TENSOR: SOURCE -> TARGET", where a chain does not do
  std::vector<std::string> transposed;  // globs of tensors that are stored inputs x outputs
  std::vector<std::string> batch_norm;  // "TENSOR: PREFIX" of the normalisation behind it
  KernelLayout kernel_layout = KernelLayout::output_first;
  graph::KernelNorm kernel_norm = graph::KernelNorm::entry1;
  double batch_norm_epsilon = 1e-5;
  graph::FactorSign batch_norm_sign = graph::FactorSign::dropped;
  graph::ScaleNormalisation normalisation = graph::ScaleNormalisation::none;
  bool inputs = true, outputs = true;  // layers that no weights lead to, or from, are in the graph
  graph::IsolatedRule isolated = graph::IsolatedRule::no_edges;
  // the network as what its units respond
  std::vector<std::string> select;  // layers of input.activations; empty = all
  std::size_t samples = 5000;       // at most; 0 = all
  graph::Correlation correlation = graph::Correlation::spearman;
  graph::KernelNorm map_norm = graph::KernelNorm::entry1;  // of a channel's map
  double threshold = 0;
  std::size_t nearest = 0;
  // how a graph is held
  graph::WeightStorage storage;
  // clusters
  std::size_t clusters = 16;  // 0 = chosen from a range
  std::size_t fewest = 2, most = 20;
  CountCriterion choose = CountCriterion::eigengap;
  spectral::EmbeddingScale embedding = spectral::EmbeddingScale::divide_by_root_degree;
  std::size_t starts = 0;  // of k-means; 0 = 25 up to 2000 neurons, else 100
  linalg::EigenOptions eigen;
  LocalGraphs local = LocalGraphs::none;
  // tests
  std::vector<graph::NullModel> null{graph::NullModel::layer, graph::NullModel::layer_nonzero,
                                     graph::NullModel::strengths};
  std::size_t null_replicates = 50;
  std::size_t half_samples = 0;  // random halves of the samples, for the stability of activation clusters
};

}  // namespace netseam::pipeline
