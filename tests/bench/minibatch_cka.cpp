// Times CKA of all pairs of made layers over minibatches, on any number of ranks. Layer i is 0.8 times layer
// i - 1 plus 0.6 times noise, all standard normal. One JSON line: seconds of computing (not of making the
// layers), GF/s of the products that a program without regard to symmetry does, mean of the L x L values, and
// the value of the first and last layer. Arguments: L n d [batch=N] [library=onednn|openblas] [repeats=N]
// [stored=N]: so many batches of every layer are kept in memory and read again and again.
#include "netseam/similarity/minibatch_cka.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/mpi_session.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <vector>

using namespace netseam;

namespace {

std::string option(int count, char** words, const std::string& name, const std::string& otherwise) {
  for (int i = 4; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

core::AlignedBuffer<float> make_layers(std::size_t layers, std::size_t size) {
  core::AlignedBuffer<float> values(layers * size);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    core::RandomStream random(1, layer, core::Purpose::test);
    for (std::size_t k = 0; k < size; ++k) {
      const auto noise = static_cast<float>(random.normal());
      values[layer * size + k] = layer == 0 ? noise : 0.8F * values[(layer - 1) * size + k] + 0.6F * noise;
    }
  }
  return values;
}

void print(const similarity::MinibatchCkaTask& task, std::size_t width, double seconds,
           const data::MeasureMatrix& matrix, int ranks) {
  const auto layers = static_cast<double>(task.layers.size()), d = static_cast<double>(width);
  const auto batch = static_cast<double>(task.batch);
  const double pairs = std::accumulate(matrix.value.begin(), matrix.value.end(), 0.0);
  const double products = 2 * static_cast<double>(task.samples) * batch * (layers * d + layers * layers);
  fmt::print(
      "{{\"tool\": \"minibatch_cka\", \"ranks\": {}, \"L\": {}, \"n\": {}, \"d\": {}, \"batch\": {}, "
      "\"seconds\": {:.5g}, \"GFs\": {:.5g}, \"mean\": {:.5g}, \"corner\": {:.5g}, \"peak_mb\": {}}}\n",
      ranks, layers, task.samples, width, task.batch, seconds, products / seconds / 1e9,
      (layers + 2 * pairs) / (layers * layers), matrix.value.at(task.layers.size() - 2),
      parallel::process_memory().peak_resident / 1000000);
}

void run(const parallel::Communicator& all, int count, char** words) {
  if (count < 4) throw core::ConfigError("give L, n and d");
  const std::size_t layers = std::stoul(words[1]), width = std::stoul(words[3]);
  similarity::MinibatchCkaTask task;
  task.samples = std::stoul(words[2]);
  task.batch = std::stoul(option(count, words, "batch", "256"));
  for (std::size_t layer = 0; layer < layers; ++layer) task.layers.push_back(fmt::format("layer {}", layer));
  const auto backend = linalg::make_cpu_backend(option(count, words, "library", "onednn") == "onednn"
                                                    ? linalg::ProductLibrary::onednn
                                                    : linalg::ProductLibrary::openblas);
  const std::size_t stored = std::stoul(option(count, words, "stored", "0"));
  const std::size_t kept = stored == 0 ? task.samples : stored * task.batch;
  const auto values = make_layers(layers, kept * width);
  task.read_rows = [&](std::size_t layer, std::size_t first, std::size_t rows) {
    return core::MatrixView<const float>(values.data() + (layer * kept + first % kept) * width, rows, width);
  };
  const std::size_t repeats = std::stoul(option(count, words, "repeats", "1"));
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    all.barrier();
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = similarity::minibatch_cka(all, *backend, task, core::StopFlag());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (all.is_root()) print(task, width, seconds, outcome.matrix, all.size());
  }
}

}  // namespace

int main(int count, char** words) {
  const parallel::MpiSession session(count, words);
  try {
    run(parallel::Communicator::duplicate(MPI_COMM_WORLD), count, words);
  } catch (const core::Error& error) {
    fmt::print(stderr, "minibatch_cka: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
