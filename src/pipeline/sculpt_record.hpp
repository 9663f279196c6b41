#pragma once
// One finished piece of a grid as bytes: what one network and one unit step gave for every edge step.
#include "netseam/data/sculpted_networks.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

struct SculptPiece {
  struct Edges {
    data::PruningOutcome outcome;
    data::LayeredNetwork network;
    std::vector<data::PruningStep> path;  // of edge pruning
    data::WeightProducts product;         // of the pruned network
  };
  double dense_accuracy = 0;
  data::WeightProducts dense_product;
  std::vector<data::PruningStep> path;  // dense training and unit pruning
  std::vector<Edges> edges;             // one for each edge step
};

[[nodiscard]] std::vector<std::byte> pack_piece(const SculptPiece& piece);

// These three throw InputError in the name of `file` for bytes that are no such piece.
/// The outcomes of all edge steps, at a small part of the cost of the whole.
[[nodiscard]] std::vector<data::PruningOutcome> unpack_outcomes(std::span<const std::byte> bytes,
                                                                const std::string& file);
/// What edge step `which` gave, less its outcome.
[[nodiscard]] SculptPiece::Edges unpack_edges(std::span<const std::byte> bytes, const std::string& file,
                                              std::size_t which);
[[nodiscard]] SculptPiece unpack_piece(std::span<const std::byte> bytes, const std::string& file);

}  // namespace netseam::pipeline
