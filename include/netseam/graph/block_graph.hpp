#pragma once
#include "netseam/graph/neuron_graph.hpp"
#include "netseam/graph/weight_storage.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace netseam::graph {

/// Edges between a range of neurons (rows) and another one (columns): an edge for each weight that is not 0,
/// its weight the weight's absolute value. The ranges may overlap as long as each pair of neurons has one
/// weight at most, and none has one with itself.
struct GraphBlock {
  std::string name;  // for messages: the tensor's
  std::size_t first_row = 0, rows = 0;
  std::size_t first_column = 0, columns = 0;
};

/// Gives rows first_row, first_row + 1, ... (counted in the block) of a block of weights: rows x columns,
/// row-major, any sign. Called on one rank alone; may throw.
using BlockRows =
    std::function<void(std::size_t block, std::size_t first_row, std::size_t rows, std::span<float> out)>;

/// A graph of neurons made of blocks of weights: the sum over blocks of |W| and its transpose. The rows of
/// all blocks are shared out by weights over the ranks of a communicator, in contiguous runs; the vectors in
/// equal ranges of neurons. Move-only; destroyed collectively.
class BlockGraph final : public NeuronGraph {
 public:
  /// `neurons`, `blocks` and `storage` are the same on every rank; each rank asks `rows` for its rows only,
  /// each once (recomputed storage: again in every pass; it must stay valid). Throws InputError on all ranks,
  /// naming block, row and column, for a weight that is NaN or infinite (or rounds to that); whatever else
  /// `rows` throws. Collective. Memory: the weights as stored plus some 10 vectors. Two passes over the
  /// weights.
  BlockGraph(const parallel::Communicator& communicator, std::size_t neurons, std::vector<GraphBlock> blocks,
             BlockRows rows, const WeightStorage& storage = {});
  ~BlockGraph() override;
  BlockGraph(BlockGraph&&) noexcept;
  BlockGraph& operator=(BlockGraph&&) noexcept;
  BlockGraph(const BlockGraph&) = delete;
  BlockGraph& operator=(const BlockGraph&) = delete;

  [[nodiscard]] std::size_t rows() const noexcept override;
  [[nodiscard]] std::size_t first_row() const noexcept override;
  [[nodiscard]] std::size_t own_rows() const noexcept override;
  /// One pass over the weights, each read once for both products; float64 vectors and sums. The last bits
  /// depend on the number of ranks. 4 flop for each weight.
  void apply(std::span<const double> x, std::span<double> y) const override;
  /// Sums of the stored weights that do not depend on the number of ranks, in any bit.
  [[nodiscard]] std::span<const double> degree() const noexcept override;
  [[nodiscard]] std::vector<std::int32_t> components() const override;
  /// As degree(): the same bits on any number of ranks.
  [[nodiscard]] std::vector<double> group_weights(std::span<const std::int32_t> label,
                                                  std::size_t groups) const override;

  /// Bytes of weights that this rank keeps.
  [[nodiscard]] std::size_t stored_bytes() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace netseam::graph
