#include "made_graph.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <functional>
#include <string>

using namespace netseam;
using parallel::Communicator;

namespace {

constexpr linalg::EigenOptions exact{.tolerance = 1e-10};

spectral::LaplacianSpectrum spectrum_of(const linalg::SlepcSession& session, const Communicator& all,
                                        const test::MadeGraph& graph, std::size_t count,
                                        const linalg::EigenOptions& options = exact) {
  const auto clustered = graph.clustered();
  return spectral::laplacian_spectrum(session, all, clustered.adjacency, clustered.degree,
                                      clustered.component, count, options);
}

/// Largest deviation of the eigenvalues from 1 - `adjacency_eigenvalue`, and of the vectors from orthonormal.
double deviation(const spectral::LaplacianSpectrum& spectrum,
                 const std::function<double(std::size_t)>& adjacency_eigenvalue) {
  double worst = 0;
  for (std::size_t j = 0; j < spectrum.eigenvalue.size(); ++j) {
    worst = std::max(
        {worst, std::abs(spectrum.eigenvalue[j] - (1 - adjacency_eigenvalue(j))), spectrum.residual[j]});
    for (std::size_t other = 0; other <= j; ++other) {
      double product = 0;
      for (std::size_t i = 0; i < spectrum.neuron.size(); ++i)
        product += spectrum.vector_of(j)[i] * spectrum.vector_of(other)[i];
      worst = std::max(worst, std::abs(product - (other == j ? 1 : 0)));
    }
  }
  return worst;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const core::Error& error) {
    return error.code() == core::ExitCode::usage ? error.what() : "another error";
  }
  return "no error";
}

}  // namespace

TEST_CASE("graphs of known spectrum", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const test::MadeGraph path(session, all, test::path_graph(31), 31);
  CHECK(deviation(spectrum_of(session, all, path, 6),
                  [](std::size_t j) { return test::path_eigenvalue(31, j); }) <= 1e-10);
  const test::MadeGraph cycle(session, all, test::cycle_graph(24), 24);
  CHECK(deviation(spectrum_of(session, all, cycle, 7),
                  [](std::size_t j) { return test::cycle_eigenvalue(24, j); }) <= 1e-10);
  const test::MadeGraph bipartite(session, all, test::complete_bipartite_graph(4, 7), 11);
  CHECK(deviation(spectrum_of(session, all, bipartite, 11), [](std::size_t j) {
          return j == 0 ? 1 : j < 10 ? 0 : -1;
        }) <= 1e-10);
  const test::MadeGraph cube(session, all, test::hypercube_graph(7), 128);
  CHECK(deviation(spectrum_of(session, all, cube, 9),
                  [](std::size_t j) { return test::hypercube_eigenvalue(7, j); }) <= 1e-10);
}

TEST_CASE("components are exact zeros, and neurons without edges are left out", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  // a path on 1..8 and a cycle on 10..19; 0, 9 and 20 have no edges
  std::vector<test::Edge> edges;
  for (const auto& edge : test::path_graph(8)) edges.push_back({edge.first + 1, edge.second + 1});
  for (const auto& edge : test::cycle_graph(10)) edges.push_back({edge.first + 10, edge.second + 10});
  const test::MadeGraph graph(session, all, edges, 21);
  const auto spectrum = spectrum_of(session, all, graph, 18);
  std::vector<double> expected;
  for (std::size_t j = 0; j < 8; ++j) expected.push_back(test::path_eigenvalue(8, j));
  for (std::size_t j = 0; j < 10; ++j) expected.push_back(test::cycle_eigenvalue(10, j));
  std::ranges::sort(expected, std::greater{});
  CHECK(deviation(spectrum, [&](std::size_t j) { return expected[j]; }) <= 1e-10);
  CHECK(spectrum.components == 2);
  CHECK(spectrum.eigenvalue[0] == 0);
  CHECK(spectrum.eigenvalue[1] == 0);
  CHECK(spectrum.neuron.size() == 18);
  CHECK(spectrum.neuron.front() == 1);
  CHECK(spectrum.neuron.back() == 19);
  for (std::size_t i = 0; i < 18; ++i) {
    CHECK((spectrum.vector_of(0)[i] > 0) == (i < 8));
    CHECK((spectrum.vector_of(1)[i] > 0) == (i >= 8));
  }
  CHECK(spectrum_of(session, all, graph, 2).products == 0);
  CHECK(message_of([&] { (void)spectrum_of(session, all, graph, 1); }).find("2 components") !=
        std::string::npos);
  CHECK(message_of([&] { (void)spectrum_of(session, all, graph, 19); }).find("18 neurons") !=
        std::string::npos);
}

TEST_CASE("a spectrum that has not converged says so", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const test::MadeGraph path(session, all, test::path_graph(3000), 3000);
  const auto spectrum = spectrum_of(session, all, path, 4, {.tolerance = 1e-10, .maximum_products = 1});
  CHECK_FALSE(spectrum.converged);
  CHECK(spectrum.eigenvalue.size() == 4);
  CHECK(spectrum.eigenvalue[0] == 0);
  CHECK(*std::ranges::max_element(spectrum.residual) > 1e-10);
}

TEST_CASE("embeddings", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  const test::MadeGraph path(session, all, test::path_graph(9), 9);
  const auto spectrum = spectrum_of(session, all, path, 3);
  using spectral::EmbeddingScale;
  const auto plain = spectral::embed(spectrum, path.degree(), 3, EmbeddingScale::plain);
  const auto divided = spectral::embed(spectrum, path.degree(), 3, EmbeddingScale::divide_by_root_degree);
  const auto unit = spectral::embed(spectrum, path.degree(), 3, EmbeddingScale::unit_rows);
  for (std::size_t i = 0; i < 9; ++i) {
    double square = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(plain[i * 3 + j] == spectrum.vector_of(j)[i]);
      CHECK(divided[i * 3 + j] ==
            Approx(spectrum.vector_of(j)[i] / std::sqrt(path.degree()[i])).epsilon(1e-14));
      square += unit[i * 3 + j] * unit[i * 3 + j];
    }
    CHECK(square == Approx(1).epsilon(1e-14));
    CHECK(divided[i * 3] == Approx(divided[0]).epsilon(1e-14));  // the trivial vector is constant
  }
  CHECK_THROWS_AS(spectral::embed(spectrum, path.degree(), 4, EmbeddingScale::plain), core::InternalError);
}
