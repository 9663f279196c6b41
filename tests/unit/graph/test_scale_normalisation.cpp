#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/graph/scale_normalisation.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace netseam;
using graph::ScaleNormalisation;
using parallel::Communicator;
using test::MadeNetwork;

namespace {

/// The network with hidden unit u of layer l multiplied by a factor, its outgoing weights divided by it.
MadeNetwork rescaled(MadeNetwork made) {
  const std::size_t last = made.network.layer.size() - 1;
  const auto factor = [&](std::size_t layer, std::size_t unit) {
    return layer == 0 || layer == last ? 1.0F
                                       : std::ldexp(1.0F, static_cast<int>((unit * 5 + layer) % 7) - 3);
  };
  for (std::size_t b = 0; b < made.weights.size(); ++b) {
    const auto& block = made.network.block[b];
    const std::size_t columns = made.network.layer[block.source].units;
    for (std::size_t k = 0; k < made.weights[b].size(); ++k)
      made.weights[b][k] *= factor(block.target, k / columns) / factor(block.source, k % columns);
  }
  return made;
}

std::vector<std::vector<float>> normalised(const Communicator& all, const MadeNetwork& made,
                                           ScaleNormalisation normalisation) {
  const auto scale = graph::unit_scales(all, made.network, made.rows(), normalisation);
  const auto rows = graph::scaled_rows(made.network, made.rows(), scale);
  auto result = made.weights;
  for (std::size_t b = 0; b < result.size(); ++b)
    rows(b, 0, made.network.layer[made.network.block[b].target].units, result[b]);
  return result;
}

}  // namespace

TEST_CASE("normalised hidden units have incoming weights of size 1", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // skip connections; two hidden layers of 13 and 29 units
  const MadeNetwork made = test::odd_networks(0.3)[0];
  const auto normalisation = GENERATE(ScaleNormalisation::mean_abs, ScaleNormalisation::l2);
  const auto weights = normalised(all, made, normalisation);
  double worst = 0;
  for (const std::size_t layer : {1U, 2U})
    for (std::size_t u = 0; u < made.network.layer[layer].units; ++u) {
      double sum = 0, count = 0;
      for (std::size_t b = 0; b < weights.size(); ++b) {
        if (made.network.block[b].target != layer) continue;
        const std::size_t columns = made.network.layer[made.network.block[b].source].units;
        for (std::size_t c = 0; c < columns; ++c) {
          const double w = std::abs(static_cast<double>(weights[b][u * columns + c]));
          sum += normalisation == ScaleNormalisation::l2 ? w * w : w;
          count += 1;
        }
      }
      worst = std::max(worst, std::abs(sum / (normalisation == ScaleNormalisation::l2 ? 1 : count) - 1));
    }
  REQUIRE(parallel::all_of(all, worst < 2 * 0x1p-24));  // weights are rounded to float32; squares twice that
}

TEST_CASE("networks that differ by scales of hidden units become one, on any ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  const MadeNetwork made = test::odd_networks(0.3)[0], other = rescaled(made);
  const auto normalisation = GENERATE(ScaleNormalisation::mean_abs, ScaleNormalisation::l2);
  REQUIRE(parallel::all_of(all, made.weights != other.weights));
  // powers of two change no digit
  REQUIRE(
      parallel::all_of(all, normalised(all, made, normalisation) == normalised(all, other, normalisation)));
  REQUIRE(
      parallel::all_of(all, normalised(all, made, normalisation) == normalised(alone, made, normalisation)));
  REQUIRE(parallel::all_of(all, normalised(all, made, ScaleNormalisation::none) == made.weights));
}

TEST_CASE("units without incoming weights keep their scale; circles and NaN are refused", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  auto made = test::chain_network({2, 2, 1}, {{0, 3, 0, -4}, {5, 7}});
  const auto scale = graph::unit_scales(all, made.network, made.rows(), ScaleNormalisation::l2);
  REQUIRE(parallel::all_of(all, scale == std::vector<double>{1, 1, 1, 5, 1}));
  made.weights[0][1] = std::numeric_limits<float>::infinity();
  REQUIRE_THROWS_AS(graph::unit_scales(all, made.network, made.rows(), ScaleNormalisation::l2), core::Error);
  const auto circle = test::random_network({2, 3, 2}, {{0, 1}, {1, 2}, {2, 1}}, 1);
  REQUIRE_THROWS_AS(graph::unit_scales(all, circle.network, circle.rows(), ScaleNormalisation::l2),
                    parallel::AgreedError);
}
