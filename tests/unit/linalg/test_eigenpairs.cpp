#include "graph_matrix.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <functional>
#include <limits>
#include <span>

using namespace netseam;
using linalg::EigenMethod;
using parallel::Communicator;

namespace {

constexpr double tolerance = 1e-9;

double product(const Communicator& all, std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return parallel::all_reduce(all, sum, parallel::Reduction::sum);
}

std::span<const double> row(const linalg::EigenPairs& pairs, std::size_t which, std::size_t own) {
  return std::span(pairs.vector).subspan(which * own, own);
}

/// Largest of the |A v - lambda v| and of the deviations of V V' from the identity.
double worst_fault(const Communicator& all, const linalg::SymmetricOperator& matrix,
                   const linalg::EigenPairs& pairs) {
  const std::size_t own = matrix.own_rows();
  double worst = 0;
  for (std::size_t j = 0; j < pairs.value.size(); ++j) {
    std::vector<double> image(own);
    matrix.apply(row(pairs, j, own), image);
    for (std::size_t i = 0; i < own; ++i) image[i] -= pairs.value[j] * row(pairs, j, own)[i];
    const double residual = std::sqrt(product(all, image, image));
    worst = std::max({worst, residual, std::abs(residual - pairs.residual[j])});
    for (std::size_t other = 0; other <= j; ++other)
      worst = std::max(
          worst, std::abs(product(all, row(pairs, j, own), row(pairs, other, own)) - (other == j ? 1 : 0)));
  }
  return worst;
}

/// An operator of `rows` rows that calls `apply` on own rows.
class MadeOperator final : public linalg::SymmetricOperator {
 public:
  using Apply = std::function<void(std::span<const double>, std::span<double>)>;
  MadeOperator(const Communicator& all, std::size_t rows, Apply apply)
      : rows_(rows), own_(test::even_share(all, rows)), apply_(std::move(apply)) {
    first_ = rows * static_cast<std::size_t>(all.rank()) / static_cast<std::size_t>(all.size());
  }
  [[nodiscard]] std::size_t rows() const noexcept override { return rows_; }
  [[nodiscard]] std::size_t first_row() const noexcept override { return first_; }
  [[nodiscard]] std::size_t own_rows() const noexcept override { return own_; }
  void apply(std::span<const double> x, std::span<double> y) const override { apply_(x, y); }

 private:
  std::size_t rows_, first_ = 0, own_;
  Apply apply_;
};

}  // namespace

TEST_CASE("every method finds the eigenvalues of a path", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t vertices = 16,
                        count = 3;  // small, since arnoldi is slow
  const auto matrix = test::normalised_matrix(session, all, test::path_graph(vertices), vertices);
  for (const EigenMethod method : {EigenMethod::krylov_schur, EigenMethod::lobpcg, EigenMethod::arnoldi}) {
    INFO(linalg::eigen_method_names()[static_cast<std::size_t>(method)]);
    const auto pairs =
        session.largest_eigenpairs(all, *matrix, count, {.method = method, .tolerance = tolerance});
    CHECK(pairs.converged);
    CHECK(pairs.products > 0);
    REQUIRE(pairs.value.size() == count);
    for (std::size_t j = 0; j < count; ++j)  // an eigenvalue lies within the residual of each value
      CHECK(std::abs(pairs.value[j] - test::path_eigenvalue(vertices, j)) <= tolerance);
    CHECK(worst_fault(all, *matrix, pairs) <= tolerance);
  }
}

TEST_CASE("vectors and signs of a path do not depend on ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t vertices = 50, count = 4;
  const auto matrix = test::normalised_matrix(session, all, test::path_graph(vertices), vertices);
  const auto pairs = session.largest_eigenpairs(all, *matrix, count, {.tolerance = tolerance, .seed = 7});
  double worst = 0;
  for (std::size_t j = 0; j < count; ++j) {
    // v_i = sqrt(d_i) cos(pi j i / (n - 1)), of norm sqrt(2 (n - 1)) for j = 0 and sqrt(n - 1) else
    std::vector<double> exact(vertices);
    double sign = 0;
    for (std::size_t i = 0; i < vertices; ++i) {
      const double degree = i == 0 || i + 1 == vertices ? 1 : 2;
      exact[i] = std::sqrt(degree / (vertices - 1.0) / (j == 0 ? 2 : 1)) *
                 std::cos(std::numbers::pi * static_cast<double>(i * j) / (vertices - 1.0));
      const double turn = 0.618033988749894848 * static_cast<double>(i + 1);
      sign += exact[i] * (turn - std::floor(turn) - 0.5);
    }
    for (std::size_t i = 0; i < matrix->own_rows(); ++i)
      worst = std::max(worst, std::abs(row(pairs, j, matrix->own_rows())[i] -
                                       std::copysign(1, sign) * exact[matrix->first_row() + i]));
  }
  // sin of the angle <= residual / gap; the least gap is that of the first two values, 1 - cos(pi / 49)
  const double gap = 1 - test::path_eigenvalue(vertices, 1);
  REQUIRE(parallel::all_of(all, worst <= std::sqrt(2) * tolerance / gap));
}

TEST_CASE("repeated eigenvalues are found as often as they are there", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const auto cube = test::normalised_matrix(session, all, test::hypercube_graph(6), 64);
  const auto pairs = session.largest_eigenpairs(all, *cube, 10, {.tolerance = tolerance});
  CHECK(pairs.converged);
  for (std::size_t j = 0; j < 10; ++j)
    CHECK(std::abs(pairs.value[j] - test::hypercube_eigenvalue(6, j)) <= tolerance);
  CHECK(worst_fault(all, *cube, pairs) <= tolerance);
}

TEST_CASE("all eigenvalues of tiny matrices are found", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  for (const std::size_t vertices : {2, 3, 4, 7}) {
    const auto matrix = test::normalised_matrix(session, all, test::path_graph(vertices), vertices);
    for (std::size_t count = 1; count <= vertices; ++count) {
      INFO(vertices << " vertices, " << count << " values");
      const auto pairs = session.largest_eigenpairs(all, *matrix, count, {.tolerance = tolerance});
      CHECK(pairs.converged);
      for (std::size_t j = 0; j < count; ++j)
        CHECK(std::abs(pairs.value[j] - test::path_eigenvalue(vertices, j)) <= tolerance);
    }
  }
  const auto bipartite = test::normalised_matrix(session, all, test::complete_bipartite_graph(3, 5), 8);
  const auto pairs = session.largest_eigenpairs(all, *bipartite, 8, {.tolerance = tolerance});
  CHECK(worst_fault(all, *bipartite, pairs) <= tolerance);
  for (std::size_t j = 0; j < 8; ++j)
    CHECK(std::abs(pairs.value[j] - (j == 0 ? 1 : j < 7 ? 0 : -1)) <= tolerance);
}

TEST_CASE("deflated vectors are left out, to the last pair", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t vertices = 12;
  const auto matrix = test::normalised_matrix(session, all, test::path_graph(vertices), vertices);
  std::vector<double> first(matrix->own_rows());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::size_t vertex = matrix->first_row() + i;
    first[i] = std::sqrt((vertex == 0 || vertex + 1 == vertices ? 1 : 2) / (2 * (vertices - 1.0)));
  }
  const core::MatrixView<const double> deflated(first.data(), 1, first.size());
  for (const std::size_t count : {3, 10, 11}) {
    const auto pairs = session.largest_eigenpairs(all, *matrix, count, {.tolerance = tolerance}, deflated);
    CHECK(pairs.converged);
    for (std::size_t j = 0; j < count; ++j)
      CHECK(std::abs(pairs.value[j] - test::path_eigenvalue(vertices, j + 1)) <= tolerance);
    CHECK(worst_fault(all, *matrix, pairs) <= tolerance);
  }
  CHECK_THROWS_AS(session.largest_eigenpairs(all, *matrix, 12, {}, deflated), core::Error);
}

TEST_CASE("too few products are a result: pairs that have not converged", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t vertices = 2000, count = 4;
  const auto matrix = test::normalised_matrix(session, all, test::path_graph(vertices), vertices);
  for (const EigenMethod method : {EigenMethod::krylov_schur, EigenMethod::lobpcg, EigenMethod::arnoldi}) {
    const auto pairs = session.largest_eigenpairs(
        all, *matrix, count, {.method = method, .tolerance = tolerance, .maximum_products = 1});
    CHECK_FALSE(pairs.converged);
    REQUIRE(pairs.value.size() == count);
    CHECK(*std::ranges::max_element(pairs.residual) > tolerance);
    CHECK(pairs.products <= 64);
    for (std::size_t j = 0; j < count; ++j)  // Ritz values are below the eigenvalues of their rank
      CHECK(pairs.value[j] <= test::path_eigenvalue(vertices, j) + 1e-12);
  }
}

TEST_CASE("what the operator throws comes out, and numbers that are not finite are a failure", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const MadeOperator throwing(all, 50, [](auto, auto) { throw core::ConfigError("no more"); });
  CHECK_THROWS_AS(session.largest_eigenpairs(all, throwing, 3, {}), core::ConfigError);
  const MadeOperator lost(all, 50, [](auto, std::span<double> y) {
    std::ranges::fill(y, std::numeric_limits<double>::quiet_NaN());
  });
  CHECK_THROWS_AS(session.largest_eigenpairs(all, lost, 3, {}), core::NumericalError);
}

TEST_CASE("impossible problems are refused on all ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const MadeOperator unit(all, 5, [](auto x, auto y) { std::ranges::copy(x, y.begin()); });
  CHECK_THROWS_AS(session.largest_eigenpairs(all, unit, 0, {}), core::Error);
  CHECK_THROWS_AS(session.largest_eigenpairs(all, unit, 6, {}), core::Error);
  CHECK_THROWS_AS(session.largest_eigenpairs(all, unit, 1, {.tolerance = 0}), core::Error);
  CHECK_THROWS_AS(session.largest_eigenpairs(all, unit, 1, {.maximum_products = 0}), core::Error);
  const auto pairs = session.largest_eigenpairs(all, unit, 5, {});
  CHECK(pairs.converged);
  for (const double value : pairs.value) CHECK(value == Approx(1).epsilon(1e-14));
}
