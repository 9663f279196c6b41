#pragma once
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/shared_array.hpp"
#include "netseam/parallel/work_queue.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace netseam::similarity {

/// All that compare_all_layers needs. The same on every rank, but for what the functions do there.
struct AllLayersTask {
  const Measure* measure = nullptr;  // a row of measures()
  MeasureOptions options;
  std::vector<data::LayerShape> layers;
  /// Reads one layer, of the shape in `layers`. Called once for a layer on every node, on one of its ranks.
  /// May throw.
  std::function<data::LayerActivations(std::size_t layer)> load;
  /// Whether the pair first <= second (a layer with itself included) is compared; the same on every rank.
  /// Empty = all are.
  std::function<bool(std::size_t first, std::size_t second)> wanted;
  /// Called on rank 0 between its items: items of its node that are done (layers with themselves, and pairs),
  /// and all items of the node. May be empty.
  std::function<void(std::size_t done, std::size_t total)> on_progress;
};

/// What ranks share in compare_all_layers: made once and used for many calls, for communicators and shared
/// memory take milliseconds to make. Not to be used by two calls at a time. Move-only.
class AllLayersWorkspace {
 public:
  /// `ranks_per_node` > 0 cuts a node into parts of so many ranks, each with its own shared memory.
  /// Collective.
  AllLayersWorkspace(const parallel::Communicator& communicator, int ranks_per_node);

  /// Empty queues, and at least `bytes` of memory of any content. Collective over the ranks of a node; fails
  /// on all of them with ConfigError where the node has no room.
  void prepare(std::size_t bytes);

  [[nodiscard]] const parallel::NodeLayout& layout() const noexcept { return layout_; }
  [[nodiscard]] const parallel::SharedArray& memory() const noexcept { return *memory_; }
  [[nodiscard]] parallel::WorkQueue& layers() noexcept { return layers_; }
  [[nodiscard]] parallel::WorkQueue& items() noexcept { return items_; }

 private:
  parallel::NodeLayout layout_;
  std::optional<parallel::SharedArray> memory_;
  parallel::WorkQueue layers_, items_;
};

/// What compare_all_layers found; the same on every rank.
struct AllLayersOutcome {
  bool complete = false;       // else a stop came first, and values that are missing are NaN
  data::MeasureMatrix matrix;  // without segmentation
};

/// The options with which compare_all_layers prepares these layers: layers of one width are not projected,
/// for that costs memory.
[[nodiscard]] MeasureOptions needed_options(MeasureOptions options,
                                            const std::vector<data::LayerShape>& layers);

/// Memory of compare_all_layers, in bytes.
struct AllLayersMemory {
  std::size_t shared = 0;  // on every node, once: the prepared layers
  std::size_t each = 0;    // of every rank: the largest layer as it is read, and scratch memory
  [[nodiscard]] std::size_t node(std::size_t ranks) const noexcept { return shared + ranks * each; }
};
/// What a run will take beside program and libraries. Not collective. O(L).
[[nodiscard]] AllLayersMemory memory_of_all_layers(const Measure& measure, const MeasureOptions& options,
                                                   const std::vector<data::LayerShape>& layers);

/// Throws ConfigError naming the option that has a value which no measure can work with.
void check_options(const MeasureOptions& options);

/// One measure for all pairs of layers and every layer with itself. Layers are prepared once on every node,
/// in memory that its ranks share; pairs are shared out evenly over nodes and as ranks become free within.
/// The bytes of the result do not depend on the number of ranks and nodes. Pairs that are not wanted, and
/// those that the measure does not apply to, are NaN, these with one note for each reason and the number of
/// pairs; constant or too short layers are
/// no errors. Ends early once `stop` is requested on any rank. Errors: ConfigError for bad options and where
/// a node has too little shared memory; InputError for layers with NaN or infinity, by file, row and column;
/// whatever load throws. Each reaches all ranks. Collective. Cost: measure.cost, layers once on every node,
/// pairs over all ranks.
[[nodiscard]] AllLayersOutcome compare_all_layers(const parallel::Communicator& communicator,
                                                  const linalg::DenseBackend& backend,
                                                  const AllLayersTask& task, AllLayersWorkspace& workspace,
                                                  const core::StopFlag& stop);

}  // namespace netseam::similarity
