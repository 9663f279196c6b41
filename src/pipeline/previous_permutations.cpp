#include "previous_permutations.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/parallel/agree.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {
namespace {

bool same_layers(const data::LayerDistances& previous, const LayersInput& input) {
  bool same = previous.name.size() == input.shapes.size() &&
              std::equal(previous.sample.begin(), previous.sample.end(), input.rows.begin(), input.rows.end(),
                         [](std::int64_t a, std::size_t b) { return a == static_cast<std::int64_t>(b); });
  for (std::size_t layer = 0; same && layer < input.shapes.size(); ++layer)
    same = previous.name[layer] == input.shapes[layer].name &&
           previous.points[layer] == input.shapes[layer].points;
  return same;
}

}  // namespace

std::optional<data::LayerDistances> load_previous(const parallel::Communicator& communicator,
                                                  const WorkUnit* previous, const LayersInput& input,
                                                  parallel::Log& log) {
  const auto& starts = input.pair.starts;
  if (std::find(starts.begin(), starts.end(), data::Start::previous) == starts.end()) return std::nullopt;
  if (previous == nullptr) {
    log.line("start previous: this is the first checkpoint, the other starts are used");
    return std::nullopt;
  }
  std::optional<data::LayerDistances> found;
  parallel::agree(communicator, [&] { found = artifact::load_layer_distances(previous->product).layers; });
  if (same_layers(*found, input)) return found;
  log.line(fmt::format("start previous: {} has other layers or samples, the other starts are used",
                       previous->product.string()));
  return std::nullopt;
}

}  // namespace netseam::pipeline
