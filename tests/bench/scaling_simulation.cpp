// How well do all pairs of layers spread over many ranks? Simulates the schedule of transport/all_pairs.hpp
// event by event, with its own order, shares, pool and chunks (parallel/work_pool.hpp, work_range.hpp,
// transport/pair_order.hpp), on measured seconds of pairs. scaling.md says how to run it and what it gave.
#include "netseam/core/random_stream.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/work_pool.hpp"
#include "netseam/parallel/work_range.hpp"
#include "netseam/transport/all_pairs_plan.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <fstream>
#include <map>
#include <numeric>
#include <queue>
#include <string>
#include <vector>

namespace {

using namespace netseam;

struct Machine {
  std::size_t ranks_per_node = 64;
  double answer = 3e-3;  // s from a node's question for work to the answer: two polls of 1 ms, two messages
  double bandwidth = 10e9;  // bytes/s into a node
  double idle_poll = 1e-3;  // s between two looks of a rank without work
};

struct Study {
  std::size_t layers = 160;
  double build_seconds = 0;  // of one layer: distances, spectrum, quantiles
  std::size_t points = 2000;
  [[nodiscard]] double block_bytes() const { return 4.0 * static_cast<double>(points * points); }
  std::vector<double> seconds;  // by pair_index
};

class Simulation {
 public:
  Simulation(const Study& study, const Machine& machine, std::size_t ranks, bool everywhere)
      : study_(study), machine_(machine) {
    for (std::size_t first = 0; first < ranks; first += machine.ranks_per_node) {
      node_ranks_.push_back(std::min(machine.ranks_per_node, ranks - first));
    }
    nodes_.resize(node_ranks_.size());
    transport::PlanInput input;
    input.layers.assign(study.layers, {"", study.points, study.points});
    input.ranks_of_node = node_ranks_;
    input.placement =
        everywhere ? transport::LayerPlacement::everywhere : transport::LayerPlacement::where_needed;
    plan_ = transport::plan_all_pairs(input);
  }

  /// Seconds until the last rank is done.
  double run() {
    parallel::WorkPool pool(plan_.share, node_ranks_, [this](std::size_t node, std::size_t item) {
      return plan_.held[node][plan_.pairs[item].first] && plan_.held[node][plan_.pairs[item].second];
    });
    build_layers();
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      nodes_[node].queue.push_back(pool.take(node));
      for (std::size_t rank = 0; rank < node_ranks_[node]; ++rank)
        events_.push({built_[node][rank], node, rank});
      nodes_[node].chunk.resize(node_ranks_[node]);
    }
    double end = 0;
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      step(event, pool, end);
    }
    return end;
  }

  [[nodiscard]] double largest_share_of_layers() const {
    std::ptrdiff_t most = 0;
    for (const auto& held : plan_.held) most = std::max(most, std::count(held.begin(), held.end(), 1));
    return static_cast<double>(most) / static_cast<double>(study_.layers);
  }

 private:
  static constexpr std::size_t answer_ =
      static_cast<std::size_t>(-1);  // in the place of a rank: more work arrives
  struct Event {
    double time = 0;
    std::size_t node = 0, rank = 0;
    bool operator<(const Event& other) const { return time > other.time; }
  };
  struct Node {
    std::deque<parallel::WorkRange> queue;
    std::vector<parallel::WorkRange> chunk;  // what each rank has taken and not begun
    std::size_t done = 0;
    bool waiting = false, exhausted = false;
    [[nodiscard]] std::size_t remaining() const {
      return std::accumulate(queue.begin(), queue.end(), std::size_t{0},
                             [](std::size_t sum, auto range) { return sum + range.size(); });
    }
  };

  /// When each layer is there on each node, and each rank has built its own. A node receives one block after
  /// the other.
  void build_layers() {
    ready_.assign(nodes_.size(), std::vector<double>(study_.layers, 0));
    for (const std::size_t ranks : node_ranks_) built_.emplace_back(ranks, 0.0);
    std::vector<std::pair<double, std::size_t>> finished;
    for (const std::size_t layer : plan_.build_order) {
      double& clock = built_[plan_.owner_node[layer]][plan_.owner_rank[layer]];
      clock += study_.build_seconds;
      finished.emplace_back(clock, layer);
    }
    std::sort(finished.begin(), finished.end());
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      double clock = 0;
      for (const auto& [time, layer] : finished) {
        const bool here = plan_.owner_node[layer] == node;
        if (!here && plan_.held[node][layer])
          clock = std::max(clock, time) + study_.block_bytes() / machine_.bandwidth;
        ready_[node][layer] = here ? time : clock;
      }
    }
  }

  void step(const Event& event, parallel::WorkPool& pool, double& end) {
    auto& node = nodes_[event.node];
    if (event.rank == answer_) {
      const auto range = pool.take(event.node);
      node.waiting = false;
      if (range.size() > 0) node.queue.push_back(range);
      node.exhausted = range.size() == 0;
      return;
    }
    auto& chunk = node.chunk[event.rank];
    if (chunk.size() == 0) chunk = next(event.node, event.time);
    if (chunk.size() > 0) {
      const auto& [first, second] = plan_.pairs[chunk.begin];
      const double ready = std::max(ready_[event.node][first], ready_[event.node][second]);
      const double done =
          std::max(event.time, ready) + study_.seconds[data::pair_index(first, second, study_.layers)];
      ++chunk.begin;
      ++node.done;
      end = std::max(end, done);
      events_.push({done, event.node, event.rank});
    } else if (!node.exhausted) {
      events_.push({event.time + machine_.idle_poll, event.node, event.rank});
    }
  }

  parallel::WorkRange next(std::size_t index, double time) {
    auto& node = nodes_[index];
    parallel::WorkRange chunk;
    if (!node.queue.empty()) {
      auto& range = node.queue.front();
      const std::size_t wanted = parallel::guided_chunk(node.remaining(), node_ranks_[index]);
      chunk = {range.begin, std::min(range.end, range.begin + wanted)};
      range.begin = chunk.end;
      if (range.size() == 0) node.queue.pop_front();
    }
    const double rate = static_cast<double>(node.done) / std::max(1e-9, time);
    if (!node.waiting && !node.exhausted &&
        node.remaining() <= parallel::WorkPool::low_water(node_ranks_[index], rate)) {
      node.waiting = true;
      events_.push({time + machine_.answer, index, answer_});
    }
    return chunk;
  }

  const Study& study_;
  const Machine& machine_;
  std::vector<std::size_t> node_ranks_;
  transport::AllPairsPlan plan_;
  std::vector<Node> nodes_;
  std::vector<std::vector<double>> ready_, built_;  // [node][layer], [node][rank]
  std::priority_queue<Event> events_;
};

/// Seconds of measured pairs of layers: JSON lines as gw_pairs prints them, with i, j and seconds.
std::map<std::pair<std::size_t, std::size_t>, double> read_measured(const std::string& file) {
  std::ifstream stream(file);
  std::map<std::pair<std::size_t, std::size_t>, double> measured;
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with('{')) continue;
    const auto entry = nlohmann::json::parse(line);
    measured[{entry.at("i"), entry.at("j")}] = entry.at("seconds");
  }
  if (measured.empty()) throw std::runtime_error("no measured pairs in " + file);
  return measured;
}

/// Gives each simulated pair the seconds of a measured one: any (mixed), or that of the measured layers at
/// the same relative depth, so that dear pairs stand together (blocks).
void set_seconds(Study& study, const std::string& file, bool blocks) {
  const auto measured = read_measured(file);
  std::vector<double> values;
  std::size_t layers = 0;
  for (const auto& [pair, seconds] : measured) {
    values.push_back(seconds);
    layers = std::max(layers, pair.second + 1);
  }
  core::RandomStream random(1, 0, core::Purpose::test);
  for (std::size_t first = 0; first < study.layers; ++first) {
    for (std::size_t second = first + 1; second < study.layers; ++second) {
      std::size_t i = first * layers / study.layers, j = second * layers / study.layers;
      if (i == j && j + 1 < layers) {  // both stand for one measured layer: take its neighbour
        ++j;
      } else if (i == j) {
        --i;
      }
      const auto entry = measured.find({i, j});
      const bool known = blocks && entry != measured.end();
      study.seconds.push_back(known ? entry->second * (0.9 + 0.2 * random.uniform())
                                    : values[random.below(values.size())]);
    }
  }
}

/// The value of a NAME=VALUE word.
std::string option(int count, char** words, const std::string& name, const std::string& otherwise) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

void print_table(const Study& study, const Machine& machine, bool everywhere) {
  const double pairs = std::accumulate(study.seconds.begin(), study.seconds.end(), 0.0);
  const double work = pairs + static_cast<double>(study.layers) * study.build_seconds;
  fmt::print("{:>6} {:>6} {:>10} {:>10} {:>11} {:>14}\n", "ranks", "nodes", "seconds", "speed-up",
             "efficiency", "layers held");
  for (std::size_t ranks = 16; ranks <= 1024; ranks *= 2) {
    Simulation simulation(study, machine, ranks, everywhere);
    const double seconds = simulation.run();
    fmt::print("{:>6} {:>6} {:>10.2f} {:>10.1f} {:>10.1f}% {:>13.0f}%\n", ranks,
               (ranks + machine.ranks_per_node - 1) / machine.ranks_per_node, seconds, work / seconds,
               100 * work / seconds / static_cast<double>(ranks), 100 * simulation.largest_share_of_layers());
  }
}

}  // namespace

int main(int count, char** words) try {
  const std::string file = option(count, words, "pairs", "");
  if (file.empty()) {
    fmt::print(
        stderr,
        "usage: scaling_simulation pairs=FILE [points=2000] [layers=160] [build=SECONDS of one layer]\n"
        "       [ranks_per_node=64] [bandwidth=10e9 bytes/s]      FILE: what gw_pairs printed\n");
    return 2;
  }
  Machine machine;
  machine.ranks_per_node = std::stoul(option(count, words, "ranks_per_node", "64"));
  machine.bandwidth = std::stod(option(count, words, "bandwidth", "10e9"));
  for (const bool blocks : {false, true}) {
    Study study;
    study.layers = std::stoul(option(count, words, "layers", "160"));
    study.build_seconds = std::stod(option(count, words, "build", "0"));
    study.points = std::stoul(option(count, words, "points", "2000"));
    set_seconds(study, file, blocks);
    const auto size = static_cast<double>(study.seconds.size());
    const double mean = std::accumulate(study.seconds.begin(), study.seconds.end(), 0.0) / size;
    double square = 0;
    for (const double seconds : study.seconds) square += (seconds - mean) * (seconds - mean) / size;
    for (const bool everywhere : {true, false}) {
      fmt::print(
          "\n{} pairs, {:.4f} s each, coefficient of variation {:.2f}, largest {:.1f} x mean; {}; {}\n", size,
          mean, std::sqrt(square) / mean,
          *std::max_element(study.seconds.begin(), study.seconds.end()) / mean,
          blocks ? "dear pairs stand together" : "dear pairs anywhere",
          everywhere ? "all layers on all nodes" : "layers where needed");
      print_table(study, machine, everywhere);
    }
  }
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "scaling_simulation: {}\n", error.what());
  return 1;
}
