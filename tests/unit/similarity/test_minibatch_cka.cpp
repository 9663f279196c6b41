#include "made_points.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/similarity/minibatch_cka.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using parallel::Communicator;
using test::Points;

namespace {

/// HSIC_1 of rows first .. first + b - 1 as Song et al. 2012 write it, in double: [tr KL + 1'K1 1'L1 /
/// ((b-1)(b-2)) - 2/(b-2) 1'KL1] / (b(b-3)), kernels without diagonal.
double naive_hsic(const Points& x, const Points& y, std::size_t first, std::size_t b) {
  const auto kernel = [&](const Points& points, std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < points.width; ++c) sum += points(first + i, c) * points(first + j, c);
    return i == j ? 0 : sum;
  };
  std::vector<double> row_x(b, 0), row_y(b, 0);
  double trace = 0, all_x = 0, all_y = 0, product = 0;
  for (std::size_t i = 0; i < b; ++i)
    for (std::size_t j = 0; j < b; ++j) {
      const double k = kernel(x, i, j), l = kernel(y, i, j);
      trace += k * l;
      row_x[i] += k, row_y[i] += l;
      all_x += k, all_y += l;
    }
  for (std::size_t i = 0; i < b; ++i) product += row_x[i] * row_y[i];
  const auto n = static_cast<double>(b);
  return (trace + all_x * all_y / ((n - 1) * (n - 2)) - 2 / (n - 2) * product) / (n * (n - 3));
}

double naive_sum(const Points& x, const Points& y, std::size_t batch) {
  double sum = 0;
  for (std::size_t first = 0; first < x.n; first += batch)
    if (std::min(batch, x.n - first) >= 4) sum += naive_hsic(x, y, first, std::min(batch, x.n - first));
  return sum;
}

struct Trial {
  Trial(std::size_t layers, std::size_t samples, std::size_t batch) {
    const Points base = test::random_points(samples, 5, 71, 0.5);
    for (std::size_t layer = 0; layer < layers; ++layer) {
      points.push_back(test::related(base, 4 + layer % 4, 80 + layer));
      task.layers.push_back("layer" + std::to_string(layer));
    }
    task.samples = samples;
    task.batch = batch;
    task.read_rows = [this](std::size_t layer, std::size_t first, std::size_t count) {
      const Points& of = points[layer];
      ++reads;
      return core::MatrixView<const float>(of.values.data() + first * of.width, count, of.width);
    };
  }
  MinibatchCkaOutcome run(const Communicator& all) { return minibatch_cka(all, test::backend(), task, stop); }
  std::vector<Points> points;
  MinibatchCkaTask task;
  core::StopFlag stop;
  std::int64_t reads = 0;
};

/// Largest difference from the definition, of sums relative to the layers' own, and of CKA.
double worst_error(const Trial& trial, const MinibatchCkaOutcome& outcome) {
  const std::size_t layers = trial.points.size();
  std::vector<double> own;
  for (const Points& points : trial.points) own.push_back(naive_sum(points, points, trial.task.batch));
  double worst = 0;
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i; j < layers; ++j) {
      const double sum = i == j ? own[i] : naive_sum(trial.points[i], trial.points[j], trial.task.batch);
      const double norm = std::sqrt(own[i] * own[j]);
      worst = std::max({worst, std::abs(outcome.hsic[i * layers + j] - sum) / norm,
                        std::abs(outcome.hsic[j * layers + i] - sum) / norm});
      if (i < j)
        worst = std::max(worst, std::abs(outcome.matrix.value[data::pair_index(i, j, layers)] -
                                         std::max(0.0, sum / norm)));
    }
  return worst;
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

// Gram matrices are float32: entries carry some 2^-24 of their size from products of width <= 7 and from
// centring; a sum over b^2 entries of either sign keeps that relative error, some 1e-6 with all constants
constexpr double float_error = 3e-6;

TEST_CASE("sums over minibatches are those of the definition, on any ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // one batch; batches with a short last one, of panels that do not fill; one that is left out; many parts
  const auto [samples, batch] =
      GENERATE(std::pair<std::size_t, std::size_t>{50, 256}, std::pair<std::size_t, std::size_t>{230, 100},
               std::pair<std::size_t, std::size_t>{83, 20}, std::pair<std::size_t, std::size_t>{600, 5});
  Trial trial(6, samples, batch);
  const auto outcome = trial.run(all);
  const std::size_t batches = samples / batch + (samples % batch >= 4 ? 1 : 0);
  INFO(samples << " in batches of " << batch << ": " << worst_error(trial, outcome));
  REQUIRE(parallel::all_of(all, outcome.complete && outcome.batches == batches));
  REQUIRE(parallel::all_of(all, worst_error(trial, outcome) < float_error));
  const auto reads = parallel::all_reduce(all, trial.reads, parallel::Reduction::sum);
  REQUIRE(parallel::all_of(all, reads == static_cast<std::int64_t>(6 * batches)));
  const bool rows_left = samples == 83;
  REQUIRE(parallel::all_of(all, outcome.matrix.note.size() == (rows_left ? 1U : 0U)));
  if (rows_left)
    REQUIRE(parallel::all_of(
        all, outcome.matrix.note[0] == "the last 3 of 83 samples are left out, a minibatch needs 4"));
}

TEST_CASE("the bits of minibatch CKA do not depend on the ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial together(70, 300, 16), alone(70, 300, 16);  // more layers than one product takes
  const auto outcome = together.run(all);
  const auto expected = alone.run(all.split(all.rank()));
  bool same = outcome.hsic.size() == expected.hsic.size();
  for (std::size_t k = 0; k < expected.hsic.size() && same; ++k)
    same = std::bit_cast<std::uint64_t>(outcome.hsic[k]) == std::bit_cast<std::uint64_t>(expected.hsic[k]);
  REQUIRE(parallel::all_of(all, same));
  REQUIRE(parallel::all_of(all, outcome.matrix.value == expected.matrix.value));
  REQUIRE(parallel::all_of(all, worst_error(together, outcome) < float_error));
}

TEST_CASE("one batch of all samples is unbiased CKA", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(3, 90, 90);
  const auto matrix = trial.run(all).matrix;
  bool equal = matrix.kind == data::MeasureKind::similarity && matrix.self == std::vector<double>(3, 1.0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = i + 1; j < 3; ++j)
      equal = equal && std::abs(matrix.value[data::pair_index(i, j, 3)] -
                                test::value_of("cka", trial.points[i], trial.points[j])) < float_error;
  REQUIRE(parallel::all_of(all, equal));
}

TEST_CASE("layers far from the origin keep their digits", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(3, 64, 32);
  std::vector<Points> far;  // multiples of 1/64 near 1000 are exact in float32
  for (Points& points : trial.points) {
    points = test::made(points.n, points.width, [from = points](std::size_t i, std::size_t c) {
      return std::round(64 * from(i, c)) / 64;
    });
    far.push_back(test::made(points.n, points.width,
                             [&](std::size_t i, std::size_t c) { return 1000 + points(i, c); }));
  }
  trial.task.read_rows = [&](std::size_t layer, std::size_t first, std::size_t count) {
    const Points& of = far[layer];
    return core::MatrixView<const float>(of.values.data() + first * of.width, count, of.width);
  };
  REQUIRE(parallel::all_of(all, worst_error(trial, trial.run(all)) < float_error));
}

TEST_CASE("constant layers and independent ones never give NaN without a note", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(12, 12, 4);
  for (std::size_t layer = 0; layer < 11; ++layer)
    trial.points[layer] = test::random_points(12, 3, 200 + layer);
  trial.points[11] =
      test::made(12, 3, [](std::size_t, std::size_t c) { return 0.1 + static_cast<double>(c) / 3; });
  const auto matrix = trial.run(all).matrix;
  std::size_t zero = 0, without = 0;
  for (const double value : matrix.value) {
    zero += value == 0 ? 1 : 0;
    without += std::isnan(value) ? 1 : 0;
  }
  REQUIRE(parallel::all_of(all, zero > 0 && without == 11 && std::isnan(matrix.self[11])));
  REQUIRE(parallel::all_of(
      all, matrix.note ==
               std::vector<std::string>{
                   std::to_string(zero) + " of 66 pairs: the unbiased estimate was below 0 and is set to 0",
                   "11 of 66 pairs: no value, a layer does not vary over the samples"}));
}

TEST_CASE("bad minibatches are refused on all ranks by name", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(3, 40, 10);
  const std::string place = GENERATE("batch", "samples", "finite", "large", "rows", "read");
  const auto read = trial.task.read_rows;
  std::string expected;
  if (place == "batch") {
    trial.task.batch = 3;
    expected = "batches of 3 rows: unbiased CKA needs at least 4";
  } else if (place == "samples") {
    trial.task.samples = 3;
    expected = "3 samples: unbiased CKA needs at least 4";
  } else if (place == "finite" || place == "large") {
    trial.points[1].values[5 * 25] = place == "large" ? 1e30F : std::numeric_limits<float>::quiet_NaN();
    expected =
        "layer1: rows 20 to 29: found values, or products of them, that are not finite in float32, expected "
        "finite values whose products are finite";
  } else if (place == "rows") {
    trial.task.read_rows = [=](std::size_t layer, std::size_t first, std::size_t count) {
      return read(layer, first, layer == 2 ? count - 1 : count);
    };
    expected = "layer layer2: 9 rows came where 10 were asked for";
  } else {
    trial.task.read_rows = [=](std::size_t layer, std::size_t first, std::size_t count) {
      if (first == 30) throw core::NumericalError("failed in read");
      return read(layer, first, count);
    };
    expected = "failed in read";
  }
  const std::string message = failure_of(trial, all);
  INFO(message);
  REQUIRE(parallel::all_of(all, message == expected));
}

TEST_CASE("a stop keeps whole parts only", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Trial trial(3, 80, 10);
  trial.task.on_progress = [&](std::size_t done, std::size_t) {
    if (done == 2) trial.stop.request();
  };
  const auto outcome = trial.run(all);
  REQUIRE(parallel::all_of(all, outcome.complete == (outcome.batches == 8)));
  const auto ranks = static_cast<std::size_t>(all.size());  // 8 parts; rank 0 did two
  REQUIRE(parallel::all_of(all, outcome.batches <= 3 * ranks && outcome.batches >= 2));
  if (all.size() <= 2) REQUIRE(parallel::all_of(all, !outcome.complete));
}

TEST_CASE("sums of parts of the samples may be added", "[serial]") {
  const std::vector<double> first{4, 1, 1, 1}, second{5, 5, 5, 15};
  std::vector<double> total(4);
  for (std::size_t k = 0; k < 4; ++k) total[k] = first[k] + second[k];
  CHECK(cka_of_sums(total, 2).value == std::vector<double>{0.5});  // 6 / sqrt(9 16)
  CHECK(cka_of_sums({}, 0).value.empty());
  CHECK_THROWS_AS(cka_of_sums(total, 3), core::InternalError);
  CHECK(minibatch_cka_memory(200, 256, 1024) < 40000000);
}
