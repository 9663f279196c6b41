// Times spectral clustering of the weight graph of a chain of layers, on any number of ranks; one JSON line
// for each round, with the seconds of each part (reading the file, kernel norms and the start of SLEPc
// apart), the n-cut, a fingerprint of the labels, eigenvalues and products. Beside it, in the same run of the
// machine: scikit-learn on the same file.
//
// Arguments: WEIGHTS CLUSTERS STARTS [rounds=3] [tolerance=1e-6] [subspace=0] [method=krylov-schur].
// WEIGHTS: a file of matrices (outputs x inputs) and kernels (outputs x inputs x height x width; their
// induced 1-norm counts), in order; tensors of other shapes are left out. Or `mlp`, `vgg`, `pythia`: random
// networks of these shapes (784-256x4-10; the 13 convolutions of CIFAR VGG; d 512, 6 layers), uniform in (-a,
// a) after Glorot, kernels as their norms.
#include "netseam/spectral/spectral_clusters.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/kernel_norm.hpp"
#include "netseam/graph/weight_graph.hpp"
#include "netseam/input/tensor_source.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/mpi_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using namespace netseam;

namespace {

struct Chain {
  data::NeuronNetwork network;
  std::vector<std::vector<float>> matrix;  // outputs x inputs of each block

  void add(std::size_t outputs, std::size_t inputs, std::vector<float> values) {
    if (network.layer.empty()) network.layer.push_back({"layer 0", inputs});
    if (network.layer.back().units != inputs) throw core::ConfigError("matrices do not fit each other");
    const std::size_t target = network.layer.size();
    network.block.push_back({fmt::format("block {}", target - 1), target - 1, target});
    network.layer.push_back({fmt::format("layer {}", target), outputs});
    matrix.push_back(std::move(values));
  }
};

Chain random_chain(const std::vector<std::size_t>& widths) {
  Chain chain;
  for (std::size_t b = 0; b + 1 < widths.size(); ++b) {
    core::RandomStream random(1, b, core::Purpose::test);
    const double limit = std::sqrt(6.0 / static_cast<double>(widths[b] + widths[b + 1]));
    std::vector<float> values(widths[b] * widths[b + 1]);
    for (float& value : values) value = static_cast<float>(limit * (2 * random.uniform() - 1));
    chain.add(widths[b + 1], widths[b], std::move(values));
  }
  return chain;
}

Chain read_chain(const std::string& path) {
  const auto source = input::open_tensors(path);
  Chain chain;
  for (std::size_t t = 0; t < source->tensors().size(); ++t) {
    const auto& shape = source->tensors()[t].shape;
    if (shape.size() != 2 && shape.size() != 4) continue;
    std::vector<std::size_t> rows(shape[0]);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::vector<float> values(shape[0] * input::row_width(source->tensors()[t]));
    source->read_rows(t, rows, values);
    if (shape.size() == 4) {
      std::vector<float> norms(shape[0] * shape[1]);
      graph::kernel_norm(graph::KernelNorm::induced1, values, shape[2], shape[3], norms);
      values = std::move(norms);
    }
    chain.add(shape[0], shape[1], std::move(values));
  }
  return chain;
}

Chain chain_of(const std::string& name) {
  if (name == "mlp") return random_chain({784, 256, 256, 256, 256, 10});
  if (name == "vgg") return random_chain({64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512});
  if (name != "pythia") return read_chain(name);
  std::vector<std::size_t> widths{512};
  for (int layer = 0; layer < 6; ++layer) widths.insert(widths.end(), {2048, 512});
  return random_chain(widths);
}

std::string option(int count, char** words, const std::string& name, const std::string& otherwise) {
  for (int i = 4; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

/// The same for the same labels, and hardly ever else (FNV-1a).
std::uint32_t fingerprint(std::span<const std::int32_t> labels) {
  std::uint32_t hash = 2166136261U;
  for (const std::int32_t label : labels) hash = (hash ^ static_cast<std::uint32_t>(label)) * 16777619U;
  return hash;
}

/// Seconds since the last call, as all ranks wait for each other.
class Lap {
 public:
  explicit Lap(const parallel::Communicator& all) : all_(all) { next(); }
  double next() {
    all_.barrier();
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(begin_, now)).count();
  }

 private:
  const parallel::Communicator& all_;
  std::chrono::steady_clock::time_point begin_{};
};

void run_round(const linalg::SlepcSession& session, const parallel::Communicator& all, const Chain& chain,
               std::size_t clusters, const spectral::SpectralOptions& options) {
  const graph::BlockRows rows = [&chain](std::size_t block, std::size_t first, std::size_t count,
                                         std::span<float> out) {
    const std::size_t width = out.size() / count;
    std::copy_n(chain.matrix[block].data() + first * width, out.size(), out.data());
  };
  Lap lap(all);
  const auto graph = graph::make_weight_graph(all, chain.network, rows);
  const auto component = graph.components();
  const double graph_seconds = lap.next();
  const spectral::ClusteredGraph clustered{
      graph, graph.degree(), component,
      [&graph](std::span<const std::int32_t> label, std::size_t k) { return graph.group_weights(label, k); }};
  const auto spectrum =
      spectral::laplacian_spectrum(session, all, graph, graph.degree(), component, clusters, options.eigen);
  const double eigen_seconds = lap.next();
  const auto result = spectral::cluster_spectrum(all, clustered, spectrum, clusters, options);
  const double cluster_seconds = lap.next();
  const double worst = *std::ranges::max_element(spectrum.residual);
  if (all.is_root())
    fmt::print(
        "{{\"ranks\": {}, \"nodes\": {}, \"k\": {}, \"starts\": {}, \"total_s\": {:.4f}, \"graph_s\": "
        "{:.4f}, "
        "\"eigenvectors_s\": {:.4f}, \"clusters_s\": {:.4f}, \"products\": {}, \"converged\": {}, "
        "\"worst_residual\": {:.1e}, \"ncut\": {:.5f}, \"inertia\": {:.5f}, \"agreement\": {:.3f}, "
        "\"labels\": \"{:08x}\", "
        "\"eigenvalues\": [{:.6f}]}}\n",
        all.size(), graph.rows(), clusters, options.k_means.starts,
        graph_seconds + eigen_seconds + cluster_seconds, graph_seconds, eigen_seconds, cluster_seconds,
        spectrum.products, spectrum.converged, worst, result.normalised_cut, result.k_means.inertia,
        result.agreement, fingerprint(result.label), fmt::join(spectrum.eigenvalue, ", "));
}

void run(const parallel::Communicator& all, int count, char** words) {
  if (count < 4) throw core::ConfigError("give the weights, the number of clusters and that of starts");
  const Chain chain = parallel::agree(all, [&] { return chain_of(words[1]); });
  spectral::SpectralOptions options;
  options.k_means.starts = std::stoul(words[3]);
  options.eigen.tolerance = std::stod(option(count, words, "tolerance", "1e-6"));
  options.eigen.subspace = std::stoul(option(count, words, "subspace", "0"));
  const auto names = linalg::eigen_method_names();
  const auto method = std::ranges::find(names, option(count, words, "method", "krylov-schur"));
  if (method == names.end()) throw core::ConfigError("there is no such method");
  options.eigen.method = static_cast<linalg::EigenMethod>(method - names.begin());
  Lap lap(all);
  const linalg::SlepcSession session(all);
  if (all.is_root())
    fmt::print("{{\"start_of_slepc_s\": {:.3f}}}\n", lap.next());
  else
    (void)lap.next();
  for (int round = std::stoi(option(count, words, "rounds", "3")); round > 0; --round)
    run_round(session, all, chain, std::stoul(words[2]), options);
}

}  // namespace

int main(int count, char** words) {
  const parallel::MpiSession session(count, words);
  const auto all = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  try {
    run(all, count, words);
  } catch (const std::exception& error) {
    if (all.is_root()) fmt::print(stderr, "spectral_clusters: {}\n", error.what());
    return 1;
  }
  return 0;
}
