#pragma once
// The order of layers: of a network of neurons from what leads where, of others from what is known of it.
#include "network_topology.hpp"

#include "netseam/data/order_source.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/parallel/log.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace netseam::pipeline {

/// Checks that every layer leads to others only, and to each by one tensor, and puts the layers into an order
/// in which each comes before those that it leads to; of several that may come next, the first. Throws
/// ConfigError naming the tensors, or the layers of a cycle. O(layers squared + connections).
[[nodiscard]] NetworkTopology in_order(NetworkTopology topology, std::span<const input::TensorInfo> tensors);

/// Layers in their order, and how it is known.
struct NamedOrder {
  data::OrderSource source = data::OrderSource::selected;
  std::vector<std::string> name;
};
[[nodiscard]] NamedOrder order_of(const input::ActivationReader& reader);

/// Says how the order of layers is known: that it is a guess, and what to write as `key` of `section`
/// ("[layers]", "select"), on the screen; else in the log, and on the screen of a dry run. Call it before the
/// first other line of a unit.
void report_order(parallel::Log& log, const std::string& title, const NamedOrder& order,
                  std::string_view section, std::string_view key, bool dry_run);

}  // namespace netseam::pipeline
