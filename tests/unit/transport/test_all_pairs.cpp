#include "made_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/transport/all_pairs.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::transport;
using parallel::Communicator;

namespace {

constexpr std::size_t layer_count = 7;
constexpr std::size_t pairs = data::pair_count(layer_count);

/// Points of a layer; `unequal`: other layers, other numbers of points.
std::size_t points_of(std::size_t layer, bool unequal) { return unequal ? 12 + 3 * (layer % 3) : 40; }

data::LayerActivations made_layer(std::size_t layer, bool unequal) {
  auto activations = test::random_layer(points_of(layer, unequal), 3 + 2 * layer, 100 + layer);
  activations.name = "layer" + std::to_string(layer);
  return activations;
}

/// Everything that a result holds, as bits: NaN (no identity coupling) is equal to itself.
std::vector<std::uint64_t> bits_of(const data::PairDistance& result) {
  std::vector<double> numbers{result.loss,
                              result.lower_bound,
                              result.identity,
                              result.gap,
                              static_cast<double>(result.iterations),
                              static_cast<double>(result.start),
                              static_cast<double>(result.status)};
  numbers.insert(numbers.end(), result.permutation.begin(), result.permutation.end());
  for (const auto& entry : result.coupling) {
    numbers.insert(numbers.end(),
                   {static_cast<double>(entry.row), static_cast<double>(entry.column), entry.mass});
  }
  numbers.insert(numbers.end(), result.resampled.begin(), result.resampled.end());
  std::vector<std::uint64_t> bits;
  for (const double number : numbers) bits.push_back(std::bit_cast<std::uint64_t>(number));
  return bits;
}

using Results = std::map<std::size_t, std::vector<std::uint64_t>>;

/// A task over made layers that notes what it did.
struct Trial {
  explicit Trial(bool unequal = false) {
    for (std::size_t layer = 0; layer < layer_count; ++layer) {
      task.layers.push_back({"layer" + std::to_string(layer), points_of(layer, unequal), 3 + 2 * layer});
    }
    task.pair.resamples = 5;
    task.load = [this, unequal](std::size_t layer) {
      ++loads[layer];
      return made_layer(layer, unequal);
    };
    task.on_result = [this](std::size_t pair, data::PairDistance&& result) { found[pair] = bits_of(result); };
    task.on_progress = [this](std::size_t done, std::size_t total) {
      progress_is_sound = progress_is_sound && done >= last_done && done <= total && total == pairs;
      last_done = done;
    };
  }
  AllPairsOutcome run(const Communicator& all) { return solve_all_pairs(all, test::backend(), task, stop); }

  AllPairsTask task;
  core::StopFlag stop;
  std::vector<std::int64_t> loads = std::vector<std::int64_t>(layer_count, 0);
  Results found;
  std::size_t last_done = 0;
  bool progress_is_sound = true;
};

/// The results of all ranks together; on all ranks. A pair that was solved twice gives an empty entry.
Results gathered(const Communicator& all, const Results& mine) {
  std::vector<std::uint64_t> flat;
  for (const auto& [pair, bits] : mine) {
    flat.push_back(pair);
    flat.push_back(bits.size());
    flat.insert(flat.end(), bits.begin(), bits.end());
  }
  flat = parallel::all_gather(all, std::span<const std::uint64_t>(flat));
  Results results;
  for (auto next = flat.begin(); next != flat.end();) {
    const std::uint64_t pair = *next++;
    const auto size = static_cast<std::ptrdiff_t>(*next++);
    const bool first = results.try_emplace(pair, next, next + size).second;
    if (!first) results[pair].clear();
    next += size;
  }
  return results;
}

/// What one rank finds that calls the parts by hand, pair after pair.
Results by_hand(const PairOptions& options, bool unequal = false) {
  std::vector<test::BuiltSpace> spaces;
  for (std::size_t layer = 0; layer < layer_count; ++layer)
    spaces.push_back(test::build(made_layer(layer, unequal)));
  PairSolver solver(test::backend(), 40, options);
  Results results;
  for (std::size_t i = 0; i < layer_count; ++i) {
    for (std::size_t j = i + 1; j < layer_count; ++j) {
      const std::size_t pair = data::pair_index(i, j, layer_count);
      results[pair] = bits_of(solver.solve(spaces[i].space, spaces[j].space, pair, {}));
    }
  }
  return results;
}

std::string failure_of(Trial& trial, const Communicator& all) {
  try {
    (void)trial.run(all);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("all pairs give the same bits as one rank by hand, on any ranks and nodes", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.ranks_per_node = GENERATE(0, 1, 2);
  trial.task.placement = GENERATE(LayerPlacement::everywhere, LayerPlacement::where_needed);
  const auto outcome = trial.run(all);
  REQUIRE(parallel::all_of(all, outcome.complete && outcome.solved_here == trial.found.size()));
  REQUIRE(parallel::all_of(all, gathered(all, trial.found) == by_hand(trial.task.pair)));
  REQUIRE(parallel::all_of(all, trial.progress_is_sound));
  bool once = true, scaled = outcome.scale.size() == layer_count;
  for (std::size_t layer = 0; layer < layer_count; ++layer) {
    once = once && parallel::all_reduce(all, trial.loads[layer], parallel::Reduction::sum) == 1;
    scaled = scaled && outcome.scale[layer] == test::build(made_layer(layer, false)).space.scale;
  }
  REQUIRE(parallel::all_of(all, once));
  REQUIRE(parallel::all_of(all, scaled));
  REQUIRE(parallel::all_of(all, outcome.times.size() == 5 && outcome.times[2].name == "solve"));
}

TEST_CASE("layers may differ in the number of points", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(true);
  trial.task.ranks_per_node = GENERATE(0, 1);
  REQUIRE(parallel::all_of(all, trial.run(all).complete));
  REQUIRE(parallel::all_of(all, gathered(all, trial.found) == by_hand(trial.task.pair, true)));
}

TEST_CASE("a run without layers or with one is complete at once", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.layers.resize(GENERATE(0, 1));
  trial.task.on_progress = {};
  const auto outcome = trial.run(all);
  REQUIRE(parallel::all_of(all, outcome.complete && outcome.scale.size() == trial.task.layers.size()));
}

TEST_CASE("what one rank throws reaches all ranks and none hangs", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.ranks_per_node = GENERATE(0, 1, 2);
  const std::string place = GENERATE("load", "build", "scale", "solve", "result");
  const auto load = trial.task.load;
  if (place == "load") {
    trial.task.load = [=](std::size_t layer) {
      if (layer == 3) throw core::NumericalError("failed in load");
      return load(layer);
    };
  } else if (place == "build") {
    trial.task.load = [=](std::size_t layer) {
      auto activations = load(layer);
      if (layer == 3)
        activations.values.assign(activations.values.size(), 1.0F);  // a constant layer is refused
      return activations;
    };
  } else if (place == "scale") {
    trial.task.on_scale = [](std::size_t layer, double) {
      if (layer == 5) throw core::NumericalError("failed in scale");
    };
  } else if (place == "solve") {
    trial.task.pair.starts = {data::Start::previous};
    trial.task.previous = [](std::size_t pair) {
      return pair == 4 ? std::vector<std::int32_t>(40, 0) : std::vector<std::int32_t>{};  // no permutation
    };
  } else {
    trial.task.on_result = [](std::size_t pair, data::PairDistance&&) {
      if (pair == 6) throw core::NumericalError("failed in result");
    };
  }
  const std::string message = failure_of(trial, all);
  const bool named = place == "build"   ? message.find("layer3") != std::string::npos
                     : place == "solve" ? message != "no error"
                                        : message == "failed in " + place;
  INFO(place << ": " << message);
  REQUIRE(parallel::all_of(all, named));
}

TEST_CASE("a layer that comes in another shape than announced is refused", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.load = [](std::size_t layer) { return made_layer(layer == 2 ? 1 : layer, false); };
  const std::string message = failure_of(trial, all);
  REQUIRE(
      parallel::all_of(all, message.find("layer2 came as 40 x 5, announced as 40 x 7") != std::string::npos));
}

TEST_CASE("a stop ends the run early, and a second run does what is left", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const int ranks_per_node = GENERATE(0, 1, 2);
  Trial first;
  first.task.ranks_per_node = ranks_per_node;
  first.task.on_result = [&](std::size_t pair, data::PairDistance&& result) {
    first.found[pair] = bits_of(result);
    if (first.found.size() == 2) first.stop.request();  // on whichever rank is first
  };
  const auto stopped = first.run(all);
  const Results before = gathered(all, first.found);
  REQUIRE(parallel::all_of(all, stopped.complete == (before.size() == pairs)));
  REQUIRE(parallel::all_of(all, !stopped.complete));
  REQUIRE(parallel::all_of(all, before.size() >= 2));

  Trial second;
  second.task.ranks_per_node = ranks_per_node;
  second.task.finished.assign(pairs, 0);
  for (const auto& [pair, bits] : before) second.task.finished[pair] = 1;
  second.task.known_scale = stopped.scale;
  REQUIRE(parallel::all_of(all, second.run(all).complete));
  Results after = gathered(all, second.found);
  REQUIRE(parallel::all_of(all, after.size() + before.size() == pairs));
  after.insert(before.begin(), before.end());
  REQUIRE(parallel::all_of(all, after == by_hand(first.task.pair)));
}

TEST_CASE("a stop that was requested before keeps all from beginning", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.ranks_per_node = GENERATE(0, 1);
  if (all.rank() == all.size() - 1) trial.stop.request();
  const auto outcome = trial.run(all);
  const auto solved =
      parallel::all_reduce(all, static_cast<std::int64_t>(trial.found.size()), parallel::Reduction::sum);
  REQUIRE(parallel::all_of(all, outcome.complete == (solved == static_cast<std::int64_t>(pairs))));
  REQUIRE(parallel::all_of(all, all.size() > 1 || solved == 0));
}

TEST_CASE("with all pairs finished only missing scales are found", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial;
  trial.task.ranks_per_node = GENERATE(0, 1);
  trial.task.finished.assign(pairs, 1);
  trial.task.known_scale.assign(layer_count, 2.0);
  trial.task.known_scale[4] = 0;
  const auto outcome = trial.run(all);
  const std::int64_t mine = std::accumulate(trial.loads.begin(), trial.loads.end(), std::int64_t{0});
  REQUIRE(parallel::all_reduce(all, mine, parallel::Reduction::sum) == 1);
  const bool right = outcome.complete && outcome.solved_here == 0 && outcome.scale[0] == 2.0 &&
                     outcome.scale[4] == test::build(made_layer(4, false)).space.scale;
  REQUIRE(parallel::all_of(all, right));
}
