#include "nearest_bound.hpp"

#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <functional>

namespace netseam::graph {

LargestWeights::LargestWeights(std::size_t neurons, std::size_t count)
    : neurons_(neurons), count_(count), kept_(neurons * count, 0.0F) {}

void LargestWeights::add(std::size_t neuron, float weight) {
  const std::span<float> heap = of(neuron);
  if (weight <= heap.front()) return;
  std::pop_heap(heap.begin(), heap.end(), std::greater<>());
  heap.back() = weight;
  std::push_heap(heap.begin(), heap.end(), std::greater<>());
}

std::vector<float> LargestWeights::least_kept(const parallel::Communicator& communicator) {
  std::vector<float> sent = kept_;
  const std::vector<float> mine = kept_;
  for (int rank = 0; rank < communicator.size(); ++rank) {
    if (rank == communicator.rank()) sent = mine;
    parallel::broadcast_in_place(communicator, std::as_writable_bytes(std::span(sent)), rank);
    if (rank == communicator.rank()) continue;
    for (std::size_t neuron = 0; neuron < neurons_; ++neuron)
      for (std::size_t k = 0; k < count_; ++k) add(neuron, sent[neuron * count_ + k]);
  }
  std::vector<float> least(neurons_);
  for (std::size_t neuron = 0; neuron < neurons_; ++neuron) least[neuron] = of(neuron).front();
  return least;
}

}  // namespace netseam::graph
