// Times the weight graph of a made chain of layers as an operator: widths d, 4 d, d, 4 d, ..., weights
// uniform in (0, 1), on any number of ranks. One JSON line: seconds per application (median), GB/s of stored
// weights, each counted once for both products, and beside it what the same ranks read in a plain loop over
// float64 at the same time, before and after. Arguments: d, layers (two blocks each),
// [storage=float32|bfloat16|sparse] [zeros=SHARE] [repeats=N].
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/weight_graph.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/large_page_buffer.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/mpi_session.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

using namespace netseam;

namespace {

std::string option(int count, char** words, const std::string& name, const std::string& otherwise) {
  for (int i = 3; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

template <class Work>
double seconds_of(const parallel::Communicator& all, const Work& work) {
  all.barrier();
  const auto begin = std::chrono::steady_clock::now();
  work();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return parallel::all_reduce(all, seconds, parallel::Reduction::maximum);
}

/// Bytes that all ranks together read in a second, best of five: 256 MiB each, eight sums at a time.
double read_bandwidth(const parallel::Communicator& all) {
  parallel::LargePageBuffer buffer(std::size_t{256} << 20);
  const std::size_t size = buffer.bytes().size() / sizeof(double);
  auto* values = reinterpret_cast<double*>(buffer.bytes().data());
  std::fill_n(values, size, 1.0);
  double least = std::numeric_limits<double>::infinity(), check = 0;
  for (int round = 0; round < 5; ++round)
    least = std::min(least, seconds_of(all, [&] {
                       double sum[16] = {};
                       for (std::size_t i = 0; i < size; i += 16)
                         for (std::size_t k = 0; k < 16; ++k) sum[k] += values[i + k];
                       for (const double part : sum) check += part;
                     }));
  if (check != 5.0 * static_cast<double>(size)) throw core::InternalError("the sums are wrong");
  return static_cast<double>(buffer.bytes().size()) * all.size() / least;
}

/// Every row is a part of one long run of random numbers, so that making them takes no time that matters.
graph::BlockRows made_rows(const data::NeuronNetwork& network, double zeros) {
  std::vector<float> run(std::size_t{1} << 20);
  core::RandomStream random(1, 0, core::Purpose::test);
  for (float& value : run) {
    const double draw = random.uniform();
    value = draw < zeros ? 0.0F : static_cast<float>(draw);
  }
  return [&network, run](std::size_t block, std::size_t first, std::size_t rows, std::span<float> out) {
    const std::size_t columns = network.layer[network.block[block].source].units;
    for (std::size_t r = 0; r < rows; ++r)
      std::copy_n(run.data() + (block * 7919 + (first + r) * 104729) % (run.size() - columns), columns,
                  out.data() + r * columns);
  };
}

void run(const parallel::Communicator& all, int count, char** words) {
  if (count < 3) throw core::ConfigError("give d and layers");
  const std::size_t d = std::stoul(words[1]), layers = std::stoul(words[2]);
  data::NeuronNetwork network;
  network.layer.push_back({"0", d});
  for (std::size_t b = 0; b < 2 * layers; ++b) {
    network.layer.push_back({fmt::format("{}", b + 1), b % 2 == 0 ? 4 * d : d});
    network.block.push_back({fmt::format("w{}", b), b, b + 1});
  }
  const std::string name = option(count, words, "storage", "float32");
  graph::WeightStorage storage;
  storage.dense = name == "bfloat16" ? graph::DenseStorage::bfloat16 : graph::DenseStorage::float32;
  storage.sparse_below = name == "sparse" ? 2 : 0;
  const auto rows = made_rows(network, std::stod(option(count, words, "zeros", "0")));
  const std::size_t memory_before = parallel::process_memory().resident;
  double build = 0;
  std::vector<graph::BlockGraph> graph;  // made inside of what is timed
  build = seconds_of(all, [&] { graph.push_back(graph::make_weight_graph(all, network, rows, storage)); });
  std::vector<double> x(graph[0].own_rows(), 1.0), y(x.size()), seconds;
  const std::size_t repeats = std::stoul(option(count, words, "repeats", "9"));
  graph[0].apply(x, y);
  const auto peak = parallel::process_memory().peak_resident - memory_before;
  const double read_before = read_bandwidth(all);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat)
    seconds.push_back(seconds_of(all, [&] { graph[0].apply(x, y); }));
  std::sort(seconds.begin(), seconds.end());
  const double read_after = read_bandwidth(all), median = seconds[seconds.size() / 2];
  const double bytes =
      parallel::all_reduce(all, static_cast<double>(graph[0].stored_bytes()), parallel::Reduction::sum);
  const double memory = parallel::all_reduce(all, static_cast<double>(peak), parallel::Reduction::sum);
  if (all.is_root())
    fmt::print(
        "{{\"tool\": \"block_operator\", \"ranks\": {}, \"d\": {}, \"layers\": {}, \"storage\": \"{}\", "
        "\"neurons\": {}, "
        "\"weights\": {}, \"seconds\": {:.4g}, \"least\": {:.4g}, \"weights_GBs\": {:.4g}, \"read_GBs\": "
        "[{:.4g}, {:.4g}], "
        "\"stored_MB\": {:.5g}, \"peak_MB\": {:.5g}, \"build_seconds\": {:.3g}}}\n",
        all.size(), d, layers, name, network.neurons(), 8 * d * d * layers, median, seconds[0],
        bytes / median / 1e9, read_before / 1e9, read_after / 1e9, bytes / 1e6, memory / 1e6, build);
}

}  // namespace

int main(int count, char** words) {
  const parallel::MpiSession session(count, words);
  try {
    run(parallel::Communicator::duplicate(MPI_COMM_WORLD), count, words);
  } catch (const core::Error& error) {
    fmt::print(stderr, "block_operator: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
