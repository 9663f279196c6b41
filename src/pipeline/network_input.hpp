#pragma once
#include "layer_order.hpp"

#include "netseam/input/network_lines.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace netseam::pipeline {

/// The networks of a unit, read one by one.
struct NetworkInput {
  std::size_t count = 0;
  /// Network 0 .. count-1, with its fault if it has one. Not thread-safe.
  std::function<input::ReadNetwork(std::size_t)> read;
  /// The order of the weights of a network of tensors; nothing for a line of JSON, or if it cannot be read.
  /// Reads headers only.
  std::function<std::optional<NamedOrder>(std::size_t)> order;
};

/// The files of a unit: those of input.networks in its folder, or the file that it is.
[[nodiscard]] std::vector<std::filesystem::path> network_files(const Config& config, const WorkUnit& unit);

/// Opens them: of a file .jsonl or .json every line that is not blank is a network, of any other its tensors
/// are one, weights or masks (outputs x inputs), in the order of hierarchy.chain. Throws InputError for a
/// file that cannot be read, an unknown tensor, shapes that do not meet. Not collective.
[[nodiscard]] NetworkInput open_networks(const Config& config, const WorkUnit& unit);

}  // namespace netseam::pipeline
