#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/correlation_graph.hpp"
#include "netseam/graph/pair_graph.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace netseam;
using graph::Correlation;
using graph::CorrelationGraphOptions;
using graph::DenseStorage;
using parallel::Communicator;

namespace {

const linalg::DenseBackend& backend() {
  static const auto instance = linalg::make_cpu_backend(linalg::ProductLibrary::onednn);
  return *instance;
}

/// Layers with their responses, samples x units each.
struct Responses {
  std::vector<data::NeuronLayer> layers;
  std::vector<std::vector<float>> values;
  std::size_t samples = 0;

  [[nodiscard]] graph::UnitResponses reader() const {
    return [this](std::size_t layer, std::size_t first, std::size_t units, std::span<float> out) {
      for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t u = 0; u < units; ++u)
          out[s * units + u] = values[layer][s * layers[layer].units + first + u];
    };
  }
  /// Responses of all units, one after the other.
  [[nodiscard]] std::vector<std::vector<double>> by_unit() const {
    std::vector<std::vector<double>> result;
    for (std::size_t l = 0; l < layers.size(); ++l)
      for (std::size_t u = 0; u < layers[l].units; ++u) {
        result.emplace_back();
        for (std::size_t s = 0; s < samples; ++s) result.back().push_back(values[l][s * layers[l].units + u]);
      }
    return result;
  }
};

/// Units that share three hidden causes, with ties (values are whole) and a unit that never varies.
Responses made_responses() {
  Responses made;
  made.samples = 40;
  for (const std::size_t units : {70U, 1U, 0U, 66U}) {
    const std::size_t l = made.layers.size();
    made.layers.push_back({"layer" + std::to_string(l), units});
    core::RandomStream causes(1, 0, core::Purpose::test), noise(2, l, core::Purpose::test);
    std::vector<float> values(made.samples * units);
    for (std::size_t s = 0; s < made.samples; ++s) {
      const double cause[3] = {causes.normal(), causes.normal(), causes.normal()};
      for (std::size_t u = 0; u < units; ++u)
        values[s * units + u] = static_cast<float>(std::round(2 * cause[(u + l) % 3] + 2 * noise.normal()));
    }
    made.values.push_back(std::move(values));
  }
  for (std::size_t s = 0; s < made.samples; ++s) made.values[0][s * 70 + 5] = 0.1F;
  return made;
}

/// Rank by its definition: how many are less, and half of those that are equal.
std::vector<double> ranks_by_counting(const std::vector<double>& values) {
  std::vector<double> ranks;
  for (const double value : values) {
    const auto less = std::count_if(values.begin(), values.end(), [&](double v) { return v < value; });
    const auto equal = std::count(values.begin(), values.end(), value);
    ranks.push_back(static_cast<double>(less) + static_cast<double>(equal + 1) / 2);
  }
  return ranks;
}

double squared_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    sx += x[k], sy += y[k];
    sxx += x[k] * x[k], syy += y[k] * y[k], sxy += x[k] * y[k];
  }
  const double covariance = n * sxy - sx * sy, spread = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return spread > 1e-6 ? covariance * covariance / spread : 0;
}

/// The adjacency matrix, column by column from products with unit vectors; on every rank.
std::vector<double> matrix_of(const Communicator& all, const graph::NeuronGraph& graph) {
  const std::size_t n = graph.rows();
  std::vector<double> matrix(n * n), x(graph.own_rows()), y(graph.own_rows());
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = graph.first_row() + i == j ? 1 : 0;
    graph.apply(x, y);
    const auto column = parallel::all_gather(all, std::span<const double>(y));
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + j] = column[i];
  }
  return matrix;
}

graph::BlockGraph make(const Communicator& all, const Responses& made,
                       const CorrelationGraphOptions& options) {
  return graph::make_correlation_graph(all, backend(), made.layers, made.samples, made.reader(), options);
}

/// A correlation of unit vectors of n float32, off by (n + 2) 2^-24 at most, squared.
double tolerance(std::size_t samples) { return 2 * static_cast<double>(samples + 3) * 0x1p-24; }

}  // namespace

TEST_CASE("squared Spearman and Pearson correlations are those that scipy gives", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Responses made;
  made.samples = 8;
  made.layers = {{"a", 2}, {"b", 1}};
  made.values = {{-0.8F, -1, 0.4F, 1, -0.6F, -1, 1.6F, 1, -1, 0, -1.7F, -1, -0.6F, -1, 0.6F, 0},
                 {-0.2F, 0.1F, 0.7F, -1.2F, 0.2F, -1.2F, -0.7F, -0.6F}};
  // scipy 1.10.1: spearmanr, numpy.corrcoef
  const std::vector<double> spearman = {0.41834002677376153, 0.02090288866308607, 0.001506024096385542};
  const std::vector<double> pearson = {0.625962339123194, 0.03954797036199835, 0.010077762666945628};
  for (const auto& [kind, expected] :
       {std::pair{Correlation::spearman, spearman}, {Correlation::pearson, pearson}}) {
    CorrelationGraphOptions options;
    options.correlation = kind;
    const auto matrix = matrix_of(all, make(all, made, options));
    const bool right = matrix[0] == 0 && matrix[4] == 0 && matrix[8] == 0 &&
                       std::abs(matrix[1] - expected[0]) < tolerance(8) &&
                       std::abs(matrix[2] - expected[1]) < tolerance(8) &&
                       std::abs(matrix[5] - expected[2]) < tolerance(8);
    REQUIRE(parallel::all_of(all, right));
  }
}

TEST_CASE("the correlation graph is its definition in every storage, on any ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  const Responses made = made_responses();
  const auto kind = GENERATE(Correlation::spearman, Correlation::pearson);
  const auto storage = GENERATE(DenseStorage::float32, DenseStorage::recomputed);
  CorrelationGraphOptions options;
  options.correlation = kind;
  options.storage.dense = storage;
  const auto graph = make(all, made, options);
  auto units = made.by_unit();
  const std::size_t n = units.size();
  if (kind == Correlation::spearman)
    for (auto& unit : units) unit = ranks_by_counting(unit);
  const auto matrix = matrix_of(all, graph);
  double worst = 0, worst_degree = 0;
  bool symmetric = true;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double expected = i == j ? 0 : squared_correlation(units[i], units[j]);
      worst = std::max(worst, std::abs(matrix[i * n + j] - expected));
      symmetric = symmetric && matrix[i * n + j] == matrix[j * n + i];
      sum += matrix[i * n + j];
    }
    worst_degree = std::max(worst_degree, std::abs(graph.degree()[i] - sum));
  }
  INFO(worst << " " << worst_degree);
  REQUIRE(parallel::all_of(all, n == 137 && worst < tolerance(made.samples) && symmetric));
  REQUIRE(parallel::all_of(all, worst_degree < 137 * 137 * 0x1p-53));
  const auto one = make(alone, made, options);
  REQUIRE(
      parallel::all_of(all, std::equal(graph.degree().begin(), graph.degree().end(), one.degree().begin())));
  std::vector<std::int32_t> expected_components(n, 0);
  expected_components[5] = data::not_in_graph;  // does not vary
  REQUIRE(parallel::all_of(all, graph.components() == expected_components));
}

TEST_CASE("a local graph joins the units of its layer alone", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Responses made = made_responses();
  const auto whole = matrix_of(all, make(all, made, {}));
  made.layers = {made.layers[3]};
  made.values = {made.values[3]};
  const auto local = matrix_of(all, make(all, made, {}));
  double worst = 0;
  for (std::size_t i = 0; i < 66; ++i)
    for (std::size_t j = 0; j < 66; ++j)
      worst = std::max(worst, std::abs(local[i * 66 + j] - whole[(71 + i) * 137 + 71 + j]));
  REQUIRE(parallel::all_of(all, local.size() == std::size_t{66 * 66} && worst < 2 * tolerance(made.samples)));
}

TEST_CASE("thresholds and nearest neighbours keep the edges of their definition", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  const Responses made = made_responses();
  const auto whole = matrix_of(all, make(all, made, {}));
  const std::size_t n = 137;
  const std::size_t nearest = GENERATE(0U, 3U);
  const double threshold = nearest == 0 ? 0.3 : 0.05;
  CorrelationGraphOptions options;
  options.threshold = threshold;
  options.nearest = nearest;
  options.storage.dense = GENERATE(DenseStorage::float32, DenseStorage::recomputed);
  std::vector<double> bound(n, 0.0);
  for (std::size_t i = 0; i < n && nearest > 0; ++i) {
    std::vector<double> row(whole.begin() + static_cast<std::ptrdiff_t>(i * n),
                            whole.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
    for (double& value : row)
      if (value < threshold) value = 0;
    std::sort(row.begin(), row.end(), std::greater<>());
    bound[i] = row[nearest - 1];
  }
  auto expected = whole;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double& value = expected[i * n + j];
      if (value < threshold || value < std::min(bound[i], bound[j])) value = 0;
      kept += value > 0 ? 1 : 0;
    }
  const auto graph = make(all, made, options);
  REQUIRE(parallel::all_of(all, kept > n && kept < n * n / 4 && matrix_of(all, graph) == expected));
  const auto one = make(alone, made, options);
  REQUIRE(
      parallel::all_of(all, std::equal(graph.degree().begin(), graph.degree().end(), one.degree().begin())));
}

TEST_CASE("pairs of units make the graph that they come from", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Responses made = made_responses();
  const auto pairs = graph::squared_correlations(all, backend(), made.layers, made.samples, made.reader());
  const auto graph = graph::make_pair_graph(all, 137, pairs);
  REQUIRE(parallel::all_of(all, matrix_of(all, graph) == matrix_of(all, make(all, made, {}))));
  REQUIRE_THROWS_AS(graph::make_pair_graph(all, 136, pairs), core::InternalError);

  graph::CorrelationGraphOptions few;
  few.threshold = 0.02;
  few.nearest = 5;
  const auto fewer =
      graph::squared_correlations(all, backend(), made.layers, made.samples, made.reader(), few);
  const auto sparse = graph::make_pair_graph(all, 137, fewer);
  REQUIRE(parallel::all_of(all,
                           fewer != pairs && matrix_of(all, sparse) == matrix_of(all, make(all, made, few))));
}

TEST_CASE("responses that are not finite are refused on all ranks by place", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Responses made = made_responses();
  made.values[3][7 * 66 + 65] = std::numeric_limits<float>::quiet_NaN();
  std::string message;
  try {
    (void)make(all, made, {});
  } catch (const core::Error& error) {
    message = error.what();
  }
  REQUIRE(parallel::all_of(all, message == "layer3: sample 7, unit 65: found NaN, expected a finite value"));
  made.samples = 1;
  REQUIRE_THROWS_AS(make(all, made, {}), parallel::AgreedError);
}
