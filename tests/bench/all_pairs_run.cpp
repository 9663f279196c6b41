// Runs all pairs of the layers that make_layers.py wrote, on any number of ranks: seconds, phases, and the
// memory that was estimated and taken. Arguments: data=FOLDER points=N [ranks_per_node=N] [resamples=N].
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/parallel/mpi_session.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/progress.hpp"
#include "netseam/transport/all_pairs.hpp"
#include "netseam/transport/memory_estimate.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <fstream>
#include <numeric>
#include <string>

using namespace netseam;

namespace {

std::string option(int count, char** words, const std::string& name, const std::string& otherwise) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

std::vector<data::LayerShape> read_shapes(const std::string& folder, std::size_t points) {
  std::ifstream file(folder + "/dims.txt");
  std::size_t samples = 0, layers = 0;
  file >> samples >> layers;
  std::vector<data::LayerShape> shapes(layers);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    shapes[layer] = {fmt::format("{}/layer{:02}.f32", folder, layer), points, 0};
    file >> shapes[layer].width;
  }
  if (!file || points > samples)
    throw core::ConfigError("cannot take the layers from " + folder + "/dims.txt");
  return shapes;
}

data::LayerActivations read_layer(const data::LayerShape& shape) {
  data::LayerActivations layer{shape.name, shape.name, shape.width, {}, {}};
  layer.sample_of_row.resize(shape.points);
  std::iota(layer.sample_of_row.begin(), layer.sample_of_row.end(), 0);
  layer.values.resize(shape.points * shape.width);
  std::ifstream file(shape.name, std::ios::binary);
  file.read(reinterpret_cast<char*>(layer.values.data()),
            static_cast<std::streamsize>(layer.values.size() * sizeof(float)));
  if (!file) throw core::ConfigError("cannot read " + shape.name);
  return layer;
}

void run(const parallel::Communicator& all, int count, char** words) {
  parallel::Log log(all, {});
  const auto library = static_cast<linalg::ProductLibrary>(
      parallel::broadcast(
          all, std::vector<int>{static_cast<int>(
                   linalg::make_cpu_backend(linalg::ProductLibrary::automatic)->product_library())})
          .front());
  const auto backend = linalg::make_cpu_backend(library);
  log.line(backend->description());
  transport::AllPairsTask task;
  task.layers =
      read_shapes(option(count, words, "data", ""), std::stoul(option(count, words, "points", "1000")));
  task.pair.resamples = std::stoul(option(count, words, "resamples", "200"));
  task.ranks_per_node = std::stoi(option(count, words, "ranks_per_node", "0"));
  task.load = [&](std::size_t layer) { return read_layer(task.layers[layer]); };
  double sum = 0;
  task.on_result = [&](std::size_t, data::PairDistance&& result) { sum += result.loss; };
  parallel::Progress progress(log, "pairs", data::pair_count(task.layers.size()), 0);
  task.on_progress = [&](std::size_t done, std::size_t) { progress.update(done); };

  const auto layout = parallel::find_node_layout(all, task.ranks_per_node);
  const auto estimate = transport::estimate_memory({task.layers, {}, {}, layout.ranks, task.placement},
                                                   task.space, task.pair, parallel::process_memory());
  log.line(transport::memory_text(estimate));
  all.barrier();
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = transport::solve_all_pairs(all, *backend, task, core::StopFlag());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  progress.finish();
  for (const auto& time : outcome.times) {
    log.line(fmt::format("{:>6}: {:.3f} s at least, {:.3f} s on average, {:.3f} s at most", time.name,
                         time.minimum, time.mean, time.maximum));
  }
  log.line(fmt::format(
      "{} ranks, {} nodes: {:.3f} s; memory of the fullest node {} (estimate {}, {:+.1f} %); mean loss "
      "{:.9g}",
      all.size(), layout.nodes(), seconds, transport::bytes_text(outcome.peak_node_memory),
      transport::bytes_text(estimate.node()),
      100.0 * (static_cast<double>(estimate.node()) / static_cast<double>(outcome.peak_node_memory) - 1),
      parallel::all_reduce(all, sum, parallel::Reduction::sum) /
          static_cast<double>(data::pair_count(task.layers.size()))));
}

}  // namespace

int main(int count, char** words) {
  const parallel::MpiSession session(count, words);
  try {
    run(parallel::Communicator::duplicate(MPI_COMM_WORLD), count, words);
  } catch (const core::Error& error) {
    fmt::print(stderr, "all_pairs_run: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
