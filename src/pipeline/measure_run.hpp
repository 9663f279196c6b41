#pragma once
// One measure on all samples of a checkpoint, and on the variants of them that groups are tested by.
#include "layers_input.hpp"
#include "node_rows.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace netseam::pipeline {

/// Half of `rows`, chosen at random by seed and draw, in the order of their values. Halves without
/// repetition, not a bootstrap: a sample that comes twice is its own nearest neighbour, and a distance of 0.
[[nodiscard]] std::vector<std::size_t> random_half(const std::vector<std::size_t>& rows, std::uint64_t seed,
                                                   std::size_t draw);

/// The options of [layers] that measures have.
[[nodiscard]] similarity::MeasureOptions measure_options_of(const Config& config);

/// Bytes that this run may take on this node, as the options say or else what is free now.
[[nodiscard]] std::size_t memory_allowed(const Config& config);

/// Memory of a measure on so many of the chosen samples; cka by batches where config says so.
[[nodiscard]] similarity::AllLayersMemory measure_memory(const Config& config, const LayersInput& input,
                                                         const similarity::Measure& measure,
                                                         std::size_t samples);

/// Bytes that a measure takes on a node of `ranks` ranks, beside program and libraries.
[[nodiscard]] std::size_t measure_bytes_on_node(const Config& config, const LayersInput& input,
                                                const similarity::Measure& measure, std::size_t ranks);

/// All pairs of layers by one measure on chosen samples, without groups; cka by batches where config says so.
/// Holds references to all that it is made of. Its functions are collective, give the same on every rank,
/// and nothing when stopped early. Errors: those of reading a layer and of similarity/.
class MeasureRun {
 public:
  MeasureRun(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
             const Config& config, const LayersInput& input, const core::StopFlag& stop,
             const similarity::Measure& measure, similarity::AllLayersWorkspace& workspace,
             const NodeRows* rows = nullptr)
      : communicator_(communicator),
        backend_(backend),
        config_(config),
        input_(input),
        stop_(stop),
        measure_(measure),
        workspace_(workspace),
        rows_(rows) {}

  /// On these samples, ascending.
  [[nodiscard]] std::optional<data::MeasureMatrix> on_rows(const std::vector<std::size_t>& rows);
  /// On a random half of the chosen samples, draw number `draw`.
  [[nodiscard]] std::optional<data::MeasureMatrix> on_half(std::size_t draw);
  /// With the samples of every layer in an order of its own: layers have nothing in common but by chance.
  [[nodiscard]] std::optional<data::MeasureMatrix> with_shuffled_rows(std::size_t replicate);

 private:
  using RowsOfLayer = std::function<std::vector<std::size_t>(std::size_t layer)>;
  [[nodiscard]] data::LayerActivations read(std::size_t layer, std::span<const std::size_t> rows) const;
  std::optional<data::MeasureMatrix> compare(std::size_t samples, const RowsOfLayer& rows);
  std::optional<data::MeasureMatrix> compare_in_batches(std::size_t samples, const RowsOfLayer& rows);

  const parallel::Communicator& communicator_;
  const linalg::DenseBackend& backend_;
  const Config& config_;
  const LayersInput& input_;
  const core::StopFlag& stop_;
  const similarity::Measure& measure_;
  similarity::AllLayersWorkspace& workspace_;
  const NodeRows* rows_;  // null = the files are read
};

}  // namespace netseam::pipeline
