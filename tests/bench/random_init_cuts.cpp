// n-cuts of untrained networks, beside published ones: for each seed a network with uniform weights in (-a,
// a), a = sqrt(6 / (fan in + fan out)) (Glorot), clustered as arXiv:2103.03386 does (k = 12; kernels by their
// induced 1-norm). Ranks share the seeds. Prints mean, deviation and standard error, and the difference from
// a published mean in standard errors of both.
//
// Arguments: mlp | cnn | vgg [networks=100] [MEAN DEVIATION NETWORKS, as published]. Published, 100 networks
// each: mlp 10.2952 0.0318, cnn 10.9230 0.0066 (its file fits kernels of 128 channels, not the 64 of the last
// released code), vgg 8.5199 0.0291.
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/kernel_norm.hpp"
#include "netseam/graph/weight_graph.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/mpi_session.hpp"
#include "netseam/spectral/spectral_clusters.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using namespace netseam;

namespace {

constexpr std::size_t clusters = 12;

struct Family {
  std::vector<std::size_t> width;
  std::size_t side = 1;  // of kernels
};

Family family_of(const std::string& name) {
  if (name == "mlp") return {{784, 256, 256, 256, 256, 10}, 1};
  if (name == "cnn") return {{128, 128, 128}, 3};
  if (name == "vgg") return {{64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512}, 3};
  throw core::ConfigError("expected mlp, cnn or vgg");
}

data::NeuronNetwork network_of(const Family& family) {
  data::NeuronNetwork network;
  for (std::size_t l = 0; l < family.width.size(); ++l) {
    network.layer.push_back({fmt::format("layer {}", l), family.width[l]});
    if (l > 0) network.block.push_back({fmt::format("block {}", l - 1), l - 1, l});
  }
  return network;
}

/// Rows of random weights; each row is a stream of its own.
graph::BlockRows random_rows(const Family& family, std::uint64_t seed) {
  return [family, seed](std::size_t block, std::size_t first, std::size_t rows, std::span<float> out) {
    const std::size_t inputs = out.size() / rows, area = family.side * family.side;
    const auto fans = static_cast<double>((family.width[block] + family.width[block + 1]) * area);
    const double limit = std::sqrt(6 / fans);
    std::vector<float> kernel(inputs * area);
    for (std::size_t r = 0; r < rows; ++r) {
      core::RandomStream random(seed, block << 32U | (first + r), core::Purpose::test);
      for (float& value : kernel) value = static_cast<float>(limit * (2 * random.uniform() - 1));
      const auto row = out.subspan(r * inputs, inputs);
      if (area == 1)
        std::copy(kernel.begin(), kernel.end(), row.begin());
      else
        graph::kernel_norm(graph::KernelNorm::induced1, kernel, family.side, family.side, row);
    }
  };
}

double cut_of(const linalg::SlepcSession& session, const parallel::Communicator& alone, const Family& family,
              std::uint64_t seed) {
  const auto graph = graph::make_weight_graph(alone, network_of(family), random_rows(family, seed));
  const auto component = graph.components();
  spectral::SpectralOptions options;
  options.k_means.starts = graph.rows() <= 2000 ? 25 : 100;
  options.k_means.seed = options.eigen.seed = seed;
  const spectral::ClusteredGraph clustered{
      graph, graph.degree(), component,
      [&graph](std::span<const std::int32_t> label, std::size_t k) { return graph.group_weights(label, k); }};
  const auto counts = spectral::spectral_clusters(session, alone, clustered, clusters, clusters, options);
  if (!counts.spectrum.converged) throw core::NumericalError("eigenvectors have not converged");
  return counts.result[0].normalised_cut;
}

struct Summary {
  double mean = 0, deviation = 0, error = 0;  // standard error of the mean
};

Summary summary_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  Summary summary;
  summary.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  for (const double value : values) summary.deviation += (value - summary.mean) * (value - summary.mean);
  summary.deviation = std::sqrt(summary.deviation / (count - 1));
  summary.error = summary.deviation / std::sqrt(count);
  return summary;
}

void run(const parallel::Communicator& all, int count, char** words) {
  if (count < 2) throw core::ConfigError("give mlp, cnn or vgg");
  const Family family = family_of(words[1]);
  const std::size_t networks = count > 2 ? std::stoul(words[2]) : 100;
  const linalg::SlepcSession session(all);
  const auto alone = all.split(all.rank());
  std::vector<double> own;
  for (auto seed = static_cast<std::size_t>(all.rank()); seed < networks;
       seed += static_cast<std::size_t>(all.size()))
    own.push_back(cut_of(session, alone, family, seed + 1));
  const auto cuts = parallel::all_gather<double>(all, own);
  if (!all.is_root()) return;
  const Summary ours = summary_of(cuts);
  fmt::print("{}: {} networks, n-cut {:.4f}, deviation {:.4f}, standard error {:.4f}\n", words[1],
             cuts.size(), ours.mean, ours.deviation, ours.error);
  if (count < 6) return;
  const double mean = std::stod(words[3]), error = std::stod(words[4]) / std::sqrt(std::stod(words[5]));
  fmt::print("published: {:.4f}, standard error {:.4f}; difference {:.2f} standard errors\n", mean, error,
             (ours.mean - mean) / std::hypot(ours.error, error));
}

}  // namespace

int main(int count, char** words) {
  const parallel::MpiSession mpi(count, words);
  const auto all = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  try {
    run(all, count, words);
  } catch (const std::exception& error) {
    fmt::print(stderr, "random_init_cuts: {}\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  return 0;
}
