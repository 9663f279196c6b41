#include "made_points.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/similarity/all_measures.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using parallel::Communicator;

namespace {

constexpr std::size_t layer_count = 5, samples = 24;

test::Points made_points(std::size_t layer, std::size_t width) {
  return test::related(test::random_points(samples, 4, 9), width, 60 + layer);
}

data::LayerActivations as_layer(const test::Points& points, const std::string& name) {
  data::LayerActivations layer{name, name + ".npy", points.width, points.values, {}};
  layer.sample_of_row.resize(points.n);
  std::iota(layer.sample_of_row.begin(), layer.sample_of_row.end(), 0);
  return layer;
}

/// A task over made layers; widths 4, 5, 6, 4, 5 or all 4.
struct Trial {
  explicit Trial(const std::string& measure, bool equal_widths = false) {
    task.measure = find_measure(measure);
    task.options.projections = 16;
    for (std::size_t layer = 0; layer < layer_count; ++layer) {
      const std::size_t width = equal_widths ? 4 : 4 + layer % 3;
      points.push_back(made_points(layer, width));
      task.layers.push_back({"layer" + std::to_string(layer), samples, width});
    }
    task.load = [this](std::size_t layer) {
      ++loads;
      return as_layer(points[layer], task.layers[layer].name);
    };
  }
  AllLayersOutcome run(const Communicator& all, AllLayersWorkspace& workspace) {
    return compare_all_layers(all, test::backend(), task, workspace, stop);
  }
  AllLayersOutcome run(const Communicator& all) {
    AllLayersWorkspace workspace(all, ranks_per_node);
    return run(all, workspace);
  }
  std::vector<test::Points> points;
  AllLayersTask task;
  int ranks_per_node = 0;
  core::StopFlag stop;
  std::int64_t loads = 0;
};

std::vector<std::uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values)
    bits.push_back(std::isnan(value) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(value));
  return bits;
}

/// What the parts give that are called by hand, pair after pair.
std::vector<double> by_hand(const Trial& trial) {
  std::vector<double> values;
  for (std::size_t i = 0; i < layer_count; ++i)
    for (std::size_t j = i + 1; j < layer_count; ++j)
      values.push_back(
          test::compare(*trial.task.measure, trial.points[i], trial.points[j], trial.task.options).value);
  return values;
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

TEST_CASE("all pairs of every measure are the bits of one rank by hand, on any ranks and nodes", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // one workspace for all: its memory grows, its queues are used again
  AllLayersWorkspace workspace(all, GENERATE(0, 1, 2));
  for (const Measure& measure : measures()) {
    Trial trial{std::string(measure.name)};
    const auto [complete, matrix] = trial.run(all, workspace);
    const std::vector<double> expected = by_hand(trial);
    bool distances = matrix.distance.size() == expected.size(), selves = matrix.self.size() == layer_count;
    for (std::size_t k = 0; k < expected.size() && distances; ++k)
      distances = std::isnan(expected[k]) ? std::isnan(matrix.distance[k])
                                          : matrix.distance[k] == measure.distance_of_value(expected[k]);
    const double self = measure.kind == data::MeasureKind::similarity ? 1 : 0;
    for (const double value : matrix.self) selves = selves && std::abs(value - self) < 1e-6;
    INFO(measure.name);
    REQUIRE(parallel::all_of(all, complete));
    REQUIRE(parallel::all_of(all, bits_of(matrix.value) == bits_of(expected)));
    REQUIRE(parallel::all_of(all, distances));
    REQUIRE(parallel::all_of(all, selves));
    REQUIRE(parallel::all_of(all, matrix.name == measure.name && matrix.kind == measure.kind &&
                                      matrix.title.starts_with(measure.title)));
    // 8 of 10 pairs differ in width: one note for all of them
    REQUIRE(parallel::all_of(all, matrix.note.size() == (measure.equal_widths ? 1U : 0U)));
    if (measure.equal_widths)
      REQUIRE(parallel::all_of(
          all, matrix.note[0] ==
                   "8 of 10 pairs: no value, " + std::string(measure.name) + " needs layers of equal width"));
  }
}

TEST_CASE("only the pairs that are wanted are compared, and have the same bits", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  for (const char* name : {"cka", "procrustes", "cosine"}) {
    Trial trial{name};
    const std::vector<double> expected = by_hand(trial);
    trial.task.wanted = [](std::size_t first, std::size_t second) { return first < 2 && second >= 2; };
    const auto [complete, matrix] = trial.run(all);
    bool right = complete;
    for (std::size_t i = 0; i < layer_count; ++i)
      for (std::size_t j = i + 1; j < layer_count; ++j) {
        const std::size_t pair = data::pair_index(i, j, layer_count);
        const double wanted = i < 2 && j >= 2 ? expected[pair] : std::nan("");
        right = right && bits_of({matrix.value[pair]}) == bits_of({wanted});
      }
    for (const double value : matrix.self) right = right && std::isnan(value);
    REQUIRE(parallel::all_of(all, right));
    // widths 4 and 5 against 6, 4 and 5
    if (trial.task.measure->equal_widths)
      REQUIRE(parallel::all_of(
          all, matrix.note.at(0) == "4 of 6 pairs: no value, cosine needs layers of equal width"));
  }
}

TEST_CASE("every node loads a layer once", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("cka");
  trial.ranks_per_node = GENERATE(0, 1);
  (void)trial.run(all);
  const auto nodes = trial.ranks_per_node == 0 ? 1 : static_cast<std::int64_t>(all.size());
  const auto loads = parallel::all_reduce(all, trial.loads, parallel::Reduction::sum);
  REQUIRE(parallel::all_of(all, loads == nodes * static_cast<std::int64_t>(layer_count)));
}

TEST_CASE("padded widths, and what the values depend on, are said", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("mmd");
  trial.task.options.widths = WidthRule::pad;
  const auto matrix = trial.run(all).matrix;
  REQUIRE(parallel::all_of(all, bits_of(matrix.value) == bits_of(by_hand(trial))));
  REQUIRE(
      parallel::all_of(all, matrix.note.size() == 1 && matrix.note[0].find("padded") != std::string::npos));
  REQUIRE(parallel::all_of(
      all, matrix.title == "maximum mean discrepancy, Gaussian kernel (width 1 median distances)"));
}

TEST_CASE("projected widths are said, and give the bits of one rank by hand", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  AllLayersWorkspace workspace(all, GENERATE(0, 1));
  for (const char* name : {"wasserstein", "bures", "mmd", "cosine"}) {
    Trial trial(name);
    trial.task.options.widths = WidthRule::project;
    const auto [complete, matrix] = trial.run(all, workspace);
    INFO(name);
    REQUIRE(parallel::all_of(all, complete && bits_of(matrix.value) == bits_of(by_hand(trial))));
    REQUIRE(parallel::all_of(
        all, matrix.note.size() == 1 && matrix.note[0].find("leading principal "
                                                            "components") != std::string::npos));
  }
}

TEST_CASE("layers of one width are not projected", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial plain("wasserstein", true), projected("wasserstein", true);
  projected.task.options.widths = WidthRule::project;
  const auto expected = plain.run(all).matrix, found = projected.run(all).matrix;
  REQUIRE(parallel::all_of(all, bits_of(found.value) == bits_of(expected.value) && found.note.empty()));
  const auto memory = [](const Trial& trial) {
    return memory_of_all_layers(*trial.task.measure, trial.task.options, trial.task.layers);
  };
  REQUIRE(memory(projected).shared == memory(plain).shared);
  REQUIRE(memory(projected).each == memory(plain).each);
}

TEST_CASE("layers that are too short or constant have no values and are no error", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("cka");
  trial.points[1] = test::random_points(3, 5, 1);
  trial.task.layers[1].points = 3;
  trial.points[4] =
      test::made(samples, 5, [](std::size_t, std::size_t c) { return 1.1 * static_cast<double>(c); });
  const auto [complete, matrix] = trial.run(all);
  std::size_t without = 0;
  for (const double value : matrix.value) without += std::isnan(value) ? 1 : 0;
  REQUIRE(parallel::all_of(all, complete && without == 7));
  REQUIRE(parallel::all_of(all, std::isnan(matrix.self[1]) && std::isnan(matrix.self[4])));
  REQUIRE(parallel::all_of(
      all, matrix.note ==
               std::vector<std::string>{"4 of 10 pairs: no value, cka needs at least 4 samples",
                                        "3 of 10 pairs: no value, a layer does not vary over the samples"}));
}

TEST_CASE("no layers and one layer are complete at once", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("cka");
  trial.task.layers.resize(GENERATE(0, 1));
  const auto [complete, matrix] = trial.run(all);
  REQUIRE(parallel::all_of(
      all, complete && matrix.value.empty() && matrix.self.size() == trial.task.layers.size()));
}

TEST_CASE("what goes wrong on one rank reaches all by name", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("rsa-pearson");
  trial.ranks_per_node = GENERATE(0, 1);
  const std::string place = GENERATE("load", "shape", "finite", "option");
  const auto load = trial.task.load;
  std::string expected;
  if (place == "load") {
    trial.task.load = [=](std::size_t layer) {
      if (layer == 3) throw core::NumericalError("failed in load");
      return load(layer);
    };
    expected = "failed in load";
  } else if (place == "shape") {
    trial.task.layers[2].width = 9;
    expected = "layer layer2 came as 24 x 6 with 144 values, announced as 24 x 9";
  } else if (place == "finite") {
    trial.points[2].values[6 * 7 + 3] = std::numeric_limits<float>::infinity();
    expected = "layer2.npy: layer layer2, row 7 (sample 7), column 3: found infinity, expected finite values";
  } else {
    trial.task.options.neighbours = 0;
    expected = "neighbours = 0: at least 1 is needed";
  }
  const std::string message = failure_of(trial, all);
  INFO(message);
  REQUIRE(parallel::all_of(all, message == expected));
}

TEST_CASE("a stop on one rank ends the run early", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial("cka");
  const bool while_loading = GENERATE(true, false);
  const auto load = trial.task.load;
  if (while_loading) {
    trial.task.load = [&](std::size_t layer) {
      trial.stop.request();
      return load(layer);
    };
  } else {
    trial.task.on_progress = [&](std::size_t, std::size_t) { trial.stop.request(); };
  }
  const auto [complete, matrix] = trial.run(all);
  std::size_t known = 0;
  for (const double value : matrix.value) known += std::isnan(value) ? 0 : 1;
  REQUIRE(parallel::all_of(all, complete == (known == 10)));
  if (while_loading) REQUIRE(parallel::all_of(all, known == 0));
  // with several ranks the others may finish every item before rank 0 has one
  if (all.size() == 1) REQUIRE(!complete);
}

TEST_CASE("memory is that of the prepared layers and of the largest one in hand", "[serial]") {
  const std::vector<data::LayerShape> layers{{"a", 1000, 100}, {"b", 1000, 400}, {"too short", 3, 7}};
  const auto memory = memory_of_all_layers(*find_measure("cka"), {}, layers);
  // heads of 64 bytes and upper triangles of doubles, up to a multiple of 64
  CHECK(memory.shared == 2 * ((64 + 1000 * 999 / 2 * 8 + 63) / 64 * 64));
  CHECK(memory.each > 1000 * 400 * 4 + 1000 * 1000 * 8);
  CHECK(memory.each < 1000 * 400 * 4 + 2 * 1000 * 1000 * 8);
  CHECK(memory.node(3) == memory.shared + 3 * memory.each);
}
