#include "netseam/similarity/all_measures.hpp"

#include "layer_check.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/shared_array.hpp"
#include "netseam/parallel/work_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace netseam::similarity {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Two layers, or one twice.
struct LayerPair {
  std::size_t first = 0, second = 0;
};

/// One value on its way to the other ranks.
struct Record {
  std::uint64_t item = 0;
  double value = 0;
  std::uint64_t finding = 0;
};

void check(const AllLayersTask& task) {
  if (task.measure == nullptr || !task.load)
    throw core::InternalError("all layers: measure and load are needed");
  check_options(task.options);
}

bool is_prepared(const Measure& measure, const MeasureOptions& options, const data::LayerShape& layer) {
  return layer.points >= measure.least_samples(options) && layer.width > 0;
}

std::size_t block_bytes(const Measure& measure, const MeasureOptions& options,
                        const data::LayerShape& layer) {
  if (!is_prepared(measure, options, layer)) return 0;
  return core::padded<std::byte>(prepared_layer_bytes(measure, layer.points, layer.width, options));
}

/// One run of compare_all_layers, on one rank.
class Run {
 public:
  Run(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
      const AllLayersTask& task, AllLayersWorkspace& workspace, const core::StopFlag& stop)
      : communicator_(communicator),
        task_(task),
        measure_(*task.measure),
        options_(needed_options(task.options, task.layers)),
        context_{backend, options_},
        stop_(stop),
        workspace_(workspace),
        layout_(workspace.layout()) {
    std::size_t end = 0;
    for (const auto& layer : task.layers) {
      offset_.push_back(end);
      end += block_bytes(measure_, options_, layer);
    }
    for (std::size_t first = 0; first < task.layers.size(); ++first)
      for (std::size_t second = first; second < task.layers.size(); ++second)
        if (!task.wanted || task.wanted(first, second)) {
          pairs_.push_back({first, second});
          if (first != second) ++wanted_pairs_;
        }
    // the ranks of a node fail together here; this tells the other nodes
    parallel::agree(communicator, [&] { workspace.prepare(end); });
    if (layout_.node.is_root()) {
      workspace_.layers().add({0, task.layers.size()});
      workspace_.layers().seal();
      workspace_.items().add(own_share());
      workspace_.items().seal();
    }
    layout_.node.barrier();
  }

  AllLayersOutcome go() {
    work_through(workspace_.layers(), [&](std::size_t layer) { prepare(layer); });
    workspace_.memory().synchronise();
    parallel::throw_together(communicator_, failure_);
    if (!parallel::any_of(communicator_, workspace_.layers().closed() || stop_.requested())) {
      work_through(workspace_.items(), [&](std::size_t item) { compare(item); });
      parallel::throw_together(communicator_, failure_);
    }
    return outcome();
  }

 private:
  /// Items of this node: a part of all in proportion to its ranks.
  [[nodiscard]] parallel::WorkRange own_share() const {
    std::size_t before = 0, all = 0;
    for (std::size_t node = 0; node < layout_.nodes(); ++node) {
      if (node < layout_.index) before += layout_.ranks[node];
      all += layout_.ranks[node];
    }
    const std::size_t after = before + layout_.ranks[layout_.index];
    return {pairs_.size() * before / all, pairs_.size() * after / all};
  }

  /// A failure, or a stop, ends the work of the whole node.
  template <class Work>
  void work_through(parallel::WorkQueue& queue, const Work& work) {
    try {
      while (const auto range = queue.next()) {
        for (std::size_t item = range->begin; item < range->end; ++item) {
          if (stop_.requested()) queue.close();
          if (queue.closed()) return;
          work(item);
        }
      }
    } catch (...) {
      failure_ = std::current_exception();
      queue.close();
    }
  }

  [[nodiscard]] std::span<std::byte> block(std::size_t layer) const {
    return workspace_.memory().bytes().subspan(offset_[layer],
                                               block_bytes(measure_, options_, task_.layers[layer]));
  }

  void prepare(std::size_t layer) {
    const auto& shape = task_.layers[layer];
    if (!is_prepared(measure_, options_, shape)) return;
    const data::LayerActivations activations = task_.load(layer);
    check_layer(activations, shape);
    prepare_layer(measure_, {activations.values.data(), shape.points, shape.width}, context_, block(layer));
  }

  void compare(std::size_t item) {
    const auto prepared = [&](std::size_t layer) {
      return PreparedLayer{task_.layers[layer].points, task_.layers[layer].width, block(layer)};
    };
    const auto [first, second] = pairs_[item];
    const Comparison result = compare_layers(measure_, prepared(first), prepared(second), context_);
    found_.push_back({item, result.value, static_cast<std::uint64_t>(result.finding)});
    workspace_.items().add_done(1);
    if (communicator_.is_root() && task_.on_progress)
      task_.on_progress(workspace_.items().done(), own_share().size());
  }

  AllLayersOutcome outcome() {
    const std::size_t layers = task_.layers.size();
    AllLayersOutcome outcome;
    auto& matrix = outcome.matrix;
    matrix.name = measure_.name;
    matrix.title = measure_.title;
    if (measure_.settings != nullptr) matrix.title += " (" + measure_.settings(options_) + ")";
    matrix.unit = measure_.unit;
    matrix.kind = measure_.kind;
    matrix.value.assign(layers > 0 ? data::pair_count(layers) : 0, missing);
    matrix.distance = matrix.value;
    matrix.self.assign(layers, missing);
    std::array<std::size_t, finding_count> pairs_with{};
    const auto records = parallel::all_gather(communicator_, std::span<const Record>(found_));
    for (const Record& record : records) {
      const auto [first, second] = pairs_[record.item];
      if (first == second) {
        matrix.self[first] = record.value;
        continue;
      }
      const std::size_t pair = data::pair_index(first, second, layers);
      matrix.value[pair] = record.value;
      matrix.distance[pair] = std::isnan(record.value) ? missing : measure_.distance_of_value(record.value);
      ++pairs_with.at(record.finding);
    }
    outcome.complete = records.size() == pairs_.size();
    add_notes(pairs_with, matrix);
    return outcome;
  }

  void add_notes(const std::array<std::size_t, finding_count>& pairs_with,
                 data::MeasureMatrix& matrix) const {
    for (std::size_t finding = 1; finding < finding_count; ++finding) {
      if (pairs_with[finding] == 0) continue;
      matrix.note.push_back(fmt::format("{} of {} pairs: {}", pairs_with[finding], wanted_pairs_,
                                        finding_text(static_cast<Finding>(finding), measure_, options_)));
    }
    if (const auto text = widths_text(measure_, options_); !text.empty()) matrix.note.push_back(text);
  }

  const parallel::Communicator& communicator_;
  const AllLayersTask& task_;
  const Measure& measure_;
  MeasureOptions options_;
  MeasureContext context_;
  const core::StopFlag& stop_;
  AllLayersWorkspace& workspace_;
  const parallel::NodeLayout& layout_;
  std::vector<std::size_t> offset_;  // by layer, in the workspace's memory
  std::vector<LayerPair> pairs_;     // what there is to compare, row by row
  std::size_t wanted_pairs_ = 0;     // of these, of two layers
  std::vector<Record> found_;
  std::exception_ptr failure_;
};

}  // namespace

MeasureOptions needed_options(MeasureOptions options, const std::vector<data::LayerShape>& layers) {
  const auto other_width = [&](const data::LayerShape& layer) { return layer.width != layers.front().width; };
  if (std::ranges::none_of(layers, other_width)) options.widths = WidthRule::skip;
  return options;
}

AllLayersMemory memory_of_all_layers(const Measure& measure, const MeasureOptions& options,
                                     const std::vector<data::LayerShape>& layers) {
  const MeasureOptions needed = needed_options(options, layers);
  AllLayersMemory memory;
  for (const auto& layer : layers) {
    memory.shared += block_bytes(measure, needed, layer);
    if (!is_prepared(measure, needed, layer)) continue;
    memory.each = std::max(memory.each, layer.points * (layer.width * sizeof(float) + sizeof(std::int64_t)) +
                                            layer_scratch_bytes(measure, layer.points, layer.width, needed));
  }
  return memory;
}

void check_options(const MeasureOptions& options) {
  if (options.neighbours == 0) throw core::ConfigError("neighbours = 0: at least 1 is needed");
  if (options.projections == 0) throw core::ConfigError("projections = 0: at least 1 is needed");
  if (!(options.kernel_width > 0) || !std::isfinite(options.kernel_width))
    throw core::ConfigError(
        fmt::format("kernel width = {}: a number above 0 is needed", options.kernel_width));
  if (!(options.variance > 0) || options.variance > 1)
    throw core::ConfigError(
        fmt::format("variance = {}: a number above 0 and up to 1 is needed", options.variance));
}

AllLayersWorkspace::AllLayersWorkspace(const parallel::Communicator& communicator, int ranks_per_node)
    : layout_(parallel::find_node_layout(communicator, ranks_per_node)),
      layers_(layout_.node),
      items_(layout_.node) {}

void AllLayersWorkspace::prepare(std::size_t bytes) {
  if (!memory_ || memory_->bytes().size() < bytes) {
    memory_.reset();
    memory_.emplace(layout_.node, bytes);
  }
  layers_.reset();
  items_.reset();
}

AllLayersOutcome compare_all_layers(const parallel::Communicator& communicator,
                                    const linalg::DenseBackend& backend, const AllLayersTask& task,
                                    AllLayersWorkspace& workspace, const core::StopFlag& stop) {
  parallel::agree(communicator, [&] { check(task); });
  return Run(communicator, backend, task, workspace, stop).go();
}

}  // namespace netseam::similarity
