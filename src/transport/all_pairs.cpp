#include "netseam/transport/all_pairs.hpp"

#include "node_spaces.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/polling_thread.hpp"
#include "netseam/parallel/work_queue.hpp"
#include "netseam/parallel/work_supply.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <span>
#include <thread>
#include <utility>

namespace netseam::transport {
namespace {

enum Phase : std::size_t { load, build, solve, store, wait };

/// How long a rank without work sleeps before it looks again.
constexpr std::chrono::microseconds nap{200};

void check(const AllPairsTask& task) {
  constexpr std::size_t most_layers = 32767;  // tags that every MPI allows
  const std::size_t layers = task.layers.size();
  if (layers > most_layers)
    throw core::ConfigError(fmt::format("{} layers; at most {} can be compared", layers, most_layers));
  if (!task.load || !task.on_result) throw core::InternalError("all pairs: load and on_result are needed");
  if (!task.finished.empty() && task.finished.size() != data::pair_count(layers)) {
    throw core::InternalError("all pairs: `finished` does not fit the number of layers");
  }
  if (!task.known_scale.empty() && task.known_scale.size() != layers) {
    throw core::InternalError("all pairs: `known_scale` does not fit the number of layers");
  }
}

/// One run of solve_all_pairs, on one rank.
class Run {
 public:
  Run(const parallel::Communicator& communicator, const linalg::DenseBackend& backend,
      const AllPairsTask& task, const core::StopFlag& stop)
      : communicator_(communicator),
        backend_(backend),
        task_(task),
        stop_(stop),
        layout_(parallel::find_node_layout(communicator, task.ranks_per_node)),
        plan_(plan_all_pairs({task.layers, task.finished, task.known_scale, layout_.ranks, task.placement})),
        queue_(layout_.node),
        scale_(task.known_scale.empty() ? std::vector<double>(task.layers.size(), 0.0) : task.known_scale),
        total_(data::pair_count(task.layers.size())) {
    parallel::return_large_buffers();
    // all ranks of a node fail here or none; this tells the other nodes
    parallel::agree(communicator_,
                    [&] { spaces_.emplace(layout_.node, layout_.index, plan_, task_.layers, task_.space); });
    begin_supply();
  }

  AllPairsOutcome go() {
    std::exception_ptr failure;
    try {
      build_own_layers();
      solve_pairs();
    } catch (...) {
      failure = std::current_exception();
      queue_.close();
    }
    for (const std::size_t layer : plan_.build_order) {  // whoever waits for them must not wait for ever
      if (is_own(layer) && spaces_->flags().get(layer) == parallel::Readiness::open) {
        spaces_->flags().set(layer, parallel::Readiness::given_up);
      }
    }
    queue_.leave();
    try {
      wait_for_others();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
    thread_.reset();
    parallel::throw_together(communicator_, failure);
    return outcome();
  }

 private:
  [[nodiscard]] bool is_own(std::size_t layer) const {
    return plan_.owner_node[layer] == layout_.index &&
           plan_.owner_rank[layer] == static_cast<std::size_t>(layout_.node.rank());
  }

  /// Work reaches the queue of a single node at once, those of many nodes piece by piece.
  void begin_supply() {
    const bool leads = layout_.node.is_root();
    if (layout_.nodes() == 1 && leads) {
      queue_.add({0, plan_.pairs.size()});
      queue_.seal();
    }
    if (layout_.nodes() == 1) return;
    parallel::agree(communicator_, [&] { parallel::require_thread_support(); });
    if (leads) {
      supply_.emplace(
          layout_.leaders, layout_.ranks[layout_.index], queue_,
          parallel::WorkPool(plan_.share, layout_.ranks, [this](std::size_t node, std::size_t item) {
            return plan_.held[node][plan_.pairs[item].first] && plan_.held[node][plan_.pairs[item].second];
          }));
      exchange_.emplace(layout_.leaders, spaces_->flags(), spaces_->blocks(plan_));
      thread_.emplace([this] {
        const bool sent = exchange_->poll();
        return supply_->poll() && sent;
      });
    }
  }

  /// Whether to end early; tells the others.
  bool stopping() {
    if (stop_.requested()) queue_.close();
    return queue_.closed();
  }

  void build_own_layers() {
    for (const std::size_t layer : plan_.build_order) {
      if (!is_own(layer)) continue;
      if (stopping()) return;
      build_layer(layer);
      spaces_->flags().set(layer, parallel::Readiness::ready);
      scale_[layer] = spaces_->space(layer).scale;
      if (task_.on_scale) task_.on_scale(layer, scale_[layer]);
    }
    peak_own_ = parallel::process_memory().peak_own();
  }

  void build_layer(std::size_t layer) {
    data::LayerActivations activations;
    {
      const auto scope = timer_.measure(Phase::load);
      activations = task_.load(layer);
    }
    const auto& expected = task_.layers[layer];
    if (activations.points() != expected.points || activations.width != expected.width) {
      throw core::InternalError(fmt::format("layer {} came as {} x {}, announced as {} x {}", expected.name,
                                            activations.points(), activations.width, expected.points,
                                            expected.width));
    }
    const auto scope = timer_.measure(Phase::build);
    build_metric_space(backend_, activations, task_.space, spaces_->block(layer));
  }

  void solve_pairs() {
    while (const auto items = next_items()) {
      for (std::size_t item = items->begin; item < items->end; ++item) {
        if (stopping() || !wait_for(plan_.pairs[item].first) || !wait_for(plan_.pairs[item].second)) return;
        solve_pair(plan_.pairs[item]);
        queue_.add_done(1);
        report();
      }
    }
  }

  std::optional<parallel::WorkRange> next_items() {
    while (!stopping()) {
      if (const auto items = queue_.next()) return items;
      if (queue_.over()) break;
      rest();
    }
    return std::nullopt;
  }

  /// False when the layer will never be there.
  bool wait_for(std::size_t layer) {
    while (true) {
      const auto readiness = spaces_->flags().get(layer);
      if (readiness == parallel::Readiness::ready) return true;
      if (readiness == parallel::Readiness::given_up || stopping()) return false;
      rest();
    }
  }

  void solve_pair(const LayerPair& pair) {
    const std::size_t number = data::pair_index(pair.first, pair.second, task_.layers.size());
    data::PairDistance result;
    {
      const auto scope = timer_.measure(Phase::solve);
      if (!solver_) solver_.emplace(backend_, most_points(), task_.pair);
      const auto previous = task_.previous ? task_.previous(number) : std::vector<std::int32_t>{};
      result = solver_->solve(spaces_->space(pair.first), spaces_->space(pair.second), number, previous);
    }
    const auto scope = timer_.measure(Phase::store);
    task_.on_result(number, std::move(result));
    ++solved_here_;
  }

  [[nodiscard]] std::size_t most_points() const {
    std::size_t most = 0;
    for (const auto& layer : task_.layers) most = std::max(most, layer.points);
    return most;
  }

  void wait_for_others() {
    if (thread_) {
      while (!thread_->over()) rest();
    } else if (communicator_.is_root()) {  // others may go on for long: progress is still to be shown
      while (queue_.left() < layout_.ranks[layout_.index]) rest();
    }
  }

  void rest() {
    const auto scope = timer_.measure(Phase::wait);
    report();
    std::this_thread::sleep_for(nap);
  }

  void report() {
    if (!communicator_.is_root() || !task_.on_progress) return;
    const std::size_t before = total_ - plan_.pairs.size();
    task_.on_progress(before + queue_.done() + (supply_ ? supply_->done_elsewhere() : 0), total_);
  }

  AllPairsOutcome outcome() {
    const auto solved = parallel::all_reduce(communicator_, static_cast<std::int64_t>(solved_here_),
                                             parallel::Reduction::sum);
    AllPairsOutcome outcome;
    outcome.complete = static_cast<std::size_t>(solved) == plan_.pairs.size();
    outcome.solved_here = solved_here_;
    outcome.peak_node_memory = static_cast<std::size_t>(parallel::all_reduce(
        communicator_, static_cast<std::int64_t>(parallel::node_peak_memory(layout_.node, peak_own_)),
        parallel::Reduction::maximum));
    outcome.times = timer_.reduce(communicator_);
    const auto scales = parallel::all_gather(communicator_, std::span<const double>(scale_));
    outcome.scale.assign(scale_.size(), 0.0);
    for (std::size_t k = 0; k < scales.size();
         ++k) {  // only the owner of a layer has more than 0, and the same if known
      double& scale = outcome.scale[k % scale_.size()];
      scale = std::max(scale, scales[k]);
    }
    return outcome;
  }

  const parallel::Communicator& communicator_;
  const linalg::DenseBackend& backend_;
  const AllPairsTask& task_;
  const core::StopFlag& stop_;
  parallel::NodeLayout layout_;
  AllPairsPlan plan_;
  parallel::WorkQueue queue_;
  std::vector<double> scale_;  // by layer; 0 = not known here
  std::size_t total_, solved_here_ = 0, peak_own_ = 0;
  parallel::PhaseTimer timer_{{"load", "build", "solve", "store", "wait"}};
  std::optional<NodeSpaces> spaces_;
  std::optional<PairSolver> solver_;
  std::optional<parallel::WorkSupply> supply_;  // these three on the first rank of each of several nodes
  std::optional<parallel::BlockExchange> exchange_;
  std::optional<parallel::PollingThread> thread_;
};

}  // namespace

AllPairsOutcome solve_all_pairs(const parallel::Communicator& communicator,
                                const linalg::DenseBackend& backend, const AllPairsTask& task,
                                const core::StopFlag& stop) {
  parallel::agree(communicator, [&] { check(task); });
  return Run(communicator, backend, task, stop).go();
}

}  // namespace netseam::transport
