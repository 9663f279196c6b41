#include "graph_matrix.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cstdlib>
#include <string>

using namespace netseam;
using parallel::Communicator;

TEST_CASE("there is one session at a time, and another one after it", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  for (int round = 0; round < 3; ++round) {
    linalg::SlepcSession session(all);
    REQUIRE_THROWS_AS(linalg::SlepcSession(all), core::InternalError);
    const linalg::SlepcSession moved(std::move(session));
    REQUIRE(moved.description().find("SLEPc 3.") == 0);
    const auto path = test::normalised_matrix(moved, all, test::path_graph(5), 5);
    REQUIRE(moved.largest_eigenpairs(all, *path, 1, {}).value[0] == Approx(1).epsilon(1e-10));
  }
}

TEST_CASE("PETSc's options of the environment do not matter and stay", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const std::string options = "-options_file no_such_file";  // PETSc would refuse to start
  ::setenv("PETSC_OPTIONS", options.c_str(), 1);
  { REQUIRE_NOTHROW(linalg::SlepcSession(all)); }
  REQUIRE(std::getenv("PETSC_OPTIONS") == options);
  ::unsetenv("PETSC_OPTIONS");
}

TEST_CASE("a part of the ranks solves a problem of its own", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const Communicator part = all.split(all.rank() % 2);
  const std::size_t vertices = 20 + static_cast<std::size_t>(all.rank() % 2);
  bool right = true;
  {
    const auto path = test::normalised_matrix(session, part, test::path_graph(vertices), vertices);
    const auto pairs = session.largest_eigenpairs(part, *path, 3, {.tolerance = 1e-10});
    for (std::size_t j = 0; j < 3; ++j)
      right = right && std::abs(pairs.value[j] - test::path_eigenvalue(vertices, j)) <= 1e-10;
  }
  REQUIRE(parallel::all_of(all, right));
}

TEST_CASE("a sparse operator adds entries for one place and multiplies", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  // rank r gives every entry of the 4 x 4 matrix (i + 1)(j + 1) once: `ranks` times in all
  std::vector<linalg::SparseEntry> entries;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) entries.push_back({i, j, static_cast<double>((i + 1) * (j + 1))});
  const auto matrix = session.sparse_operator(all, 4, test::even_share(all, 4), entries);
  REQUIRE(matrix->rows() == 4);
  std::vector<double> x(matrix->own_rows()), y(matrix->own_rows());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(matrix->first_row() + i);
  matrix->apply(x, y);
  bool right = true;  // (i + 1) sum_j (j + 1) j = 20 (i + 1), in whole numbers
  for (std::size_t i = 0; i < y.size(); ++i)
    right = right && y[i] == 20.0 * static_cast<double>(matrix->first_row() + i + 1) * all.size();
  REQUIRE(parallel::all_of(all, right));
  entries.push_back({4, 0, 1});
  REQUIRE_THROWS_AS(session.sparse_operator(all, 4, test::even_share(all, 4), entries), core::Error);
  REQUIRE_THROWS_AS(session.sparse_operator(all, 5, test::even_share(all, 4), {}), core::Error);
}
