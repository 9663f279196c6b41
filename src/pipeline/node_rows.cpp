#include "node_rows.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace netseam::pipeline {
namespace {

std::size_t numbers_of(const data::LayerShape& layer) { return layer.points * layer.width; }

/// The ranks of a node fail together; this tells the other nodes.
parallel::SharedArray make_memory(const parallel::Communicator& communicator,
                                  const parallel::Communicator& node, std::size_t bytes) {
  std::optional<parallel::SharedArray> memory;
  parallel::agree(communicator, [&] { memory.emplace(node, bytes); });
  return std::move(*memory);
}

}  // namespace

std::size_t node_rows_bytes(const LayersInput& input) {
  std::size_t numbers = 0;
  for (const auto& layer : input.shapes) numbers += numbers_of(layer);
  return numbers * sizeof(float);
}

NodeRows::NodeRows(const parallel::Communicator& communicator, int ranks_per_node, const LayersInput& input)
    : communicator_(communicator),
      input_(input),
      layout_(parallel::find_node_layout(communicator, ranks_per_node)),
      memory_(make_memory(communicator, layout_.node, node_rows_bytes(input))) {
  std::size_t end = 0;
  for (const auto& layer : input.shapes) {
    offset_.push_back(end);
    end += numbers_of(layer);
  }
}

std::span<float> NodeRows::values_of(std::size_t layer) const {
  return {reinterpret_cast<float*>(memory_.bytes().data()) + offset_[layer],
          numbers_of(input_.shapes[layer])};
}

bool NodeRows::fill(const core::StopFlag& stop) {
  parallel::agree(communicator_, [&] {
    for (auto layer = static_cast<std::size_t>(layout_.node.rank()); layer < input_.shapes.size();
         layer += static_cast<std::size_t>(layout_.node.size())) {
      if (stop.requested()) return;
      const auto read = input_.reader.read(layer, input_.rows);
      std::copy(read.values.begin(), read.values.end(), values_of(layer).begin());
    }
  });
  memory_.synchronise();
  return !parallel::any_of(communicator_, stop.requested());
}

data::LayerActivations NodeRows::read(std::size_t layer, std::span<const std::size_t> rows) const {
  const auto& shape = input_.shapes[layer];
  const auto& file = input_.reader.tensor(layer);
  const std::size_t points = shape.points / input_.rows.size(), block = points * shape.width;
  data::LayerActivations result;
  result.name = file.name;
  result.file = file.file;
  result.width = shape.width;
  result.values.resize(rows.size() * block);
  result.sample_of_row.resize(rows.size() * points);
  for (std::size_t k = 0; k < result.sample_of_row.size(); ++k)
    result.sample_of_row[k] = static_cast<std::int64_t>(k / points);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto found = std::lower_bound(input_.rows.begin(), input_.rows.end(), rows[k]);
    if (found == input_.rows.end() || *found != rows[k])
      throw core::InternalError(fmt::format("row {} is none of the chosen samples", rows[k]));
    const auto place = static_cast<std::size_t>(found - input_.rows.begin());
    std::copy_n(values_of(layer).begin() + static_cast<std::ptrdiff_t>(place * block), block,
                result.values.begin() + static_cast<std::ptrdiff_t>(k * block));
  }
  return result;
}

}  // namespace netseam::pipeline
