#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::graph {

/// The largest weights that each neuron has been seen with.
class LargestWeights {
 public:
  /// `count` > 0: how many to keep for each of `neurons` neurons.
  LargestWeights(std::size_t neurons, std::size_t count);
  void add(std::size_t neuron, float weight);
  /// For each neuron the least of its `count` largest weights, of all ranks; 0 where there are fewer.
  /// Collective. Message of neurons x count float32 from each rank to all.
  [[nodiscard]] std::vector<float> least_kept(const parallel::Communicator& communicator);

 private:
  [[nodiscard]] std::span<float> of(std::size_t neuron) noexcept {
    return std::span(kept_).subspan(neuron * count_, count_);
  }
  std::size_t neurons_, count_;
  std::vector<float> kept_;  // neurons x count, each row a heap with its least weight first
};

}  // namespace netseam::graph
