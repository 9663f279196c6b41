#include "previous_permutations.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/input/file_fingerprint.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
                                                  const Config& config, const WorkUnit* previous,
                                                  const LayersInput& input, parallel::Log& log) {
  const auto& starts = input.pair.starts;
  if (std::find(starts.begin(), starts.end(), data::Start::previous) == starts.end()) return std::nullopt;
  if (previous == nullptr) {
    log.line("start previous: this is the first checkpoint, the other starts are used");
    return std::nullopt;
  }
  const bool there = parallel::agree(
      communicator, [&] { return !communicator.is_root() || std::filesystem::exists(previous->product); });
  if (config.run.dry_run && !parallel::all_of(communicator, there)) {
    log.line("start previous: " + previous->product.string() + " is still to be made");
    return std::nullopt;
  }
  std::optional<data::LayerDistances> found;
  parallel::agree(communicator, [&] { found = artifact::load_layer_distances(previous->product).layers; });
  if (same_layers(*found, input)) return found;
  log.line(fmt::format("start previous: {} has other layers or samples, the other starts are used",
                       previous->product.string()));
  return std::nullopt;
}

std::string couplings_fingerprint(const std::filesystem::path& product) {
  const auto layers = artifact::load_layer_distances(product).layers;
  std::vector<std::byte> bytes;
  const auto add = [&bytes](const auto& values) {
    const std::uint64_t count = values.size();
    const auto head = std::as_bytes(std::span(&count, 1)), body = std::as_bytes(std::span(values));
    bytes.insert(bytes.end(), head.begin(), head.end());
    bytes.insert(bytes.end(), body.begin(), body.end());
  };
  for (const std::string& name : layers.name) add(name);
  add(layers.points);
  add(layers.sample);
  for (const auto& pair : layers.pair) add(pair.permutation);
  return input::fingerprint(bytes);
}

}  // namespace netseam::pipeline
