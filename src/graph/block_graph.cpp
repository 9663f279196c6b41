#include "netseam/graph/block_graph.hpp"

#include "own_rows.hpp"
#include "stored_weights.hpp"
#include "tile_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/range_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netseam::graph {
namespace {

constexpr std::size_t most_neurons = std::size_t{1} << 26;  // what OrderFreeSums and int32 labels allow

void check(std::size_t neurons, std::span<const GraphBlock> blocks, const WeightStorage& storage) {
  if (neurons > most_neurons)
    throw core::ConfigError(
        fmt::format("a graph of {} neurons: more than {} are not possible", neurons, most_neurons));
  for (const GraphBlock& block : blocks)
    if (block.first_row > neurons || block.rows > neurons - block.first_row || block.first_column > neurons ||
        block.columns > neurons - block.first_column)
      throw core::InternalError(
          fmt::format("block {} has rows or columns beyond {} neurons", block.name, neurons));
  if (storage.rows_at_once % panel_rows != 0)
    throw core::InternalError(fmt::format("rows of weights come in multiples of {}", panel_rows));
}

}  // namespace

class BlockGraph::State {
 public:
  State(const parallel::Communicator& communicator, std::size_t neurons, std::vector<GraphBlock> blocks,
        BlockRows rows, const WeightStorage& storage)
      : neurons_(neurons),
        blocks_(std::move(blocks)),
        communicator_(parallel::Communicator::duplicate(communicator.get())),
        rows_(std::move(rows)),
        dense_(storage.dense),
        own_(share_rows(blocks_, storage.rows_at_once, static_cast<std::size_t>(communicator.size()),
                        static_cast<std::size_t>(communicator.rank()))),
        exchange_(communicator_, neurons, needed_ranges()),
        x_(exchange_.needed_size()),
        y_(exchange_.needed_size()) {
    parallel::agree(communicator_, [&] {
      for (OwnRows& part : own_) keep(part, storage);
    });
    if (dense_ != DenseStorage::recomputed) rows_ = nullptr;
    degree_ = degrees(communicator_, neurons_, blocks_, own_);
  }

  void apply(std::span<const double> x, std::span<double> y) const {
    exchange_.gather(x, x_.span());
    std::fill(y_.span().begin(), y_.span().end(), 0.0);
    const auto multiply = [&] {
      for (const OwnRows& part : own_) {
        const GraphBlock& block = blocks_[part.block];
        const std::size_t row = exchange_.position(block.first_row + part.first);
        const std::size_t column = exchange_.position(block.first_column);
        part.slab->multiply(x_.data() + column, y_.data() + column, x_.data() + row, y_.data() + row);
      }
    };
    if (dense_ == DenseStorage::recomputed)
      parallel::agree(communicator_, multiply);
    else
      multiply();
    exchange_.add_back(y_.span(), y);
  }

  [[nodiscard]] std::size_t stored_bytes() const noexcept {
    std::size_t bytes = 0;
    for (const OwnRows& part : own_) bytes += part.slab->bytes();
    return bytes;
  }

  std::size_t neurons_;
  std::vector<GraphBlock> blocks_;
  parallel::Communicator communicator_;
  BlockRows rows_;  // only as long as they are asked for
  DenseStorage dense_;
  std::vector<OwnRows> own_;
  parallel::RangeExchange exchange_;
  std::vector<double> degree_;

 private:
  [[nodiscard]] std::vector<parallel::WorkRange> needed_ranges() const {
    std::vector<parallel::WorkRange> ranges;
    for (const OwnRows& part : own_) {
      const GraphBlock& block = blocks_[part.block];
      const std::size_t first = block.first_row + part.first;
      ranges.push_back({first, first + part.rows});
      ranges.push_back({block.first_column, block.first_column + block.columns});
    }
    return ranges;
  }

  void keep(OwnRows& part, const WeightStorage& storage) const {
    const std::size_t which = part.block, start = part.first;
    part.slab =
        keep_rows({part.rows, blocks_[which].columns, part.rows_at_once}, storage,
                  [this, which, start](std::size_t first, std::size_t count, std::span<float> out) {
                    rows_(which, start + first, count, out);
                    make_stored(blocks_[which].name, start + first, blocks_[which].columns, dense_, out);
                  });
  }

  mutable core::AlignedBuffer<double> x_, y_;
};

BlockGraph::BlockGraph(const parallel::Communicator& communicator, std::size_t neurons,
                       std::vector<GraphBlock> blocks, BlockRows rows, const WeightStorage& storage) {
  parallel::agree(communicator, [&] { check(neurons, blocks, storage); });
  state_ = std::make_unique<State>(communicator, neurons, std::move(blocks), std::move(rows), storage);
}

BlockGraph::~BlockGraph() = default;
BlockGraph::BlockGraph(BlockGraph&&) noexcept = default;
BlockGraph& BlockGraph::operator=(BlockGraph&&) noexcept = default;

std::size_t BlockGraph::rows() const noexcept { return state_->neurons_; }
std::size_t BlockGraph::first_row() const noexcept { return state_->exchange_.own().begin; }
std::size_t BlockGraph::own_rows() const noexcept { return state_->exchange_.own().size(); }
void BlockGraph::apply(std::span<const double> x, std::span<double> y) const { state_->apply(x, y); }
std::span<const double> BlockGraph::degree() const noexcept { return state_->degree_; }
std::size_t BlockGraph::stored_bytes() const noexcept { return state_->stored_bytes(); }

std::vector<std::int32_t> BlockGraph::components() const {
  return connected_components(state_->communicator_, state_->neurons_, state_->blocks_, state_->own_);
}

std::vector<double> BlockGraph::group_weights(std::span<const std::int32_t> label, std::size_t groups) const {
  if (label.size() != state_->neurons_ || std::any_of(label.begin(), label.end(), [groups](std::int32_t l) {
        return l >= 0 && static_cast<std::size_t>(l) >= groups;
      }))
    throw core::InternalError("labels of neurons do not fit the graph");
  const auto& degree = state_->degree_;
  const double largest = degree.empty() ? 0 : *std::max_element(degree.begin(), degree.end());
  return weights_between_groups(state_->communicator_, state_->blocks_, state_->own_, label, groups, largest);
}

}  // namespace netseam::graph
