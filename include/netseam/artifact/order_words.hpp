#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace netseam::artifact {

/// How the order of layers is known, for people: "as the files store it".
[[nodiscard]] std::string order_words(data::OrderSource order);

/// What to say of layers whose order is a guess: that it is, the order, and what to write into the study,
/// such as "[layers] select = a, b, c". One line; names as they are.
[[nodiscard]] std::string order_warning(std::span<const std::string> names, std::string_view section,
                                        std::string_view key);

/// The warning of a result; empty where its order is no guess.
[[nodiscard]] std::string order_warning(const data::LayerDistances& layers);
[[nodiscard]] std::string order_warning(const data::GraphPartition& partition);

/// The attribute `order` of a group "layers": written if it is known; read, nothing if it is not there.
/// Collective; throws as the functions of store/. Reading throws InputError for a text that is no order.
void write_order(store::CollectiveFile& file, const std::string& group,
                 const std::optional<data::OrderSource>& order);
[[nodiscard]] std::optional<data::OrderSource> read_order(const store::Hdf5Reader& file,
                                                          const std::string& group);

}  // namespace netseam::artifact
