#include "netseam/graph/shuffled_rows.hpp"

#include "netseam/core/matrix_view.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

namespace netseam::graph {
namespace {

constexpr std::size_t rows_at_once = 64;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

class ShuffledBlocks {
 public:
  ShuffledBlocks(const data::NeuronNetwork& network, BlockRows rows, const std::vector<bool>& in_graph,
                 const NullReplicate& replicate)
      : network_(network), rows_(std::move(rows)), replicate_(replicate) {
    std::size_t first = 0;
    for (const auto& layer : network_.layer) {
      std::vector<std::size_t> units;
      for (std::size_t unit = 0; unit < layer.units; ++unit)
        if (in_graph.at(first + unit)) units.push_back(unit);
      unit_.push_back(std::move(units));
      first += layer.units;
    }
  }

  void copy(std::size_t block, std::size_t first_row, std::size_t rows, std::span<float> out) {
    if (block != held_) hold(block);
    std::fill(out.begin(), out.end(), 0.0F);
    const auto& targets = unit_[network_.block[block].target];
    const auto& sources = unit_[network_.block[block].source];
    const std::size_t columns = network_.layer[network_.block[block].source].units;
    auto target = std::lower_bound(targets.begin(), targets.end(), first_row);
    for (; target != targets.end() && *target < first_row + rows; ++target) {
      const auto* from =
          weights_.data() + static_cast<std::size_t>(target - targets.begin()) * sources.size();
      float* row = out.data() + (*target - first_row) * columns;
      for (std::size_t s = 0; s < sources.size(); ++s) row[sources[s]] = from[s];
    }
  }

 private:
  void hold(std::size_t block) {
    held_ = none;  // also if reading fails
    const auto& ends = network_.block[block];
    const auto& sources = unit_[ends.source];
    const std::size_t columns = network_.layer[ends.source].units, all = network_.layer[ends.target].units;
    weights_.clear();
    weights_.reserve(unit_[ends.target].size() * sources.size());
    std::vector<float> read;
    auto target = unit_[ends.target].begin();
    for (std::size_t first = 0; first < all; first += rows_at_once) {
      const std::size_t rows = std::min(rows_at_once, all - first);
      read.resize(rows * columns);
      rows_(block, first, rows, read);
      for (; target != unit_[ends.target].end() && *target < first + rows; ++target)
        for (const std::size_t source : sources)
          weights_.push_back(read[(*target - first) * columns + source]);
    }
    if (!weights_.empty())
      shuffle_block(replicate_.model, {weights_.data(), unit_[ends.target].size(), sources.size()},
                    {replicate_.seed, replicate_.replicate, static_cast<std::uint32_t>(block)});
    held_ = block;
  }

  data::NeuronNetwork network_;
  BlockRows rows_;
  NullReplicate replicate_;
  std::vector<std::vector<std::size_t>> unit_;  // of each layer: those in the graph
  std::size_t held_ = none;
  std::vector<float> weights_;  // of the block that is held
};

}  // namespace

BlockRows shuffled_rows(const data::NeuronNetwork& network, BlockRows rows, const std::vector<bool>& in_graph,
                        const NullReplicate& replicate) {
  const auto blocks = std::make_shared<ShuffledBlocks>(network, std::move(rows), in_graph, replicate);
  return [blocks](std::size_t block, std::size_t first_row, std::size_t count, std::span<float> out) {
    blocks->copy(block, first_row, count, out);
  };
}

}  // namespace netseam::graph
