#include "forced_target.hpp"
#include "made_layers.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/permutation_loss.hpp"
#include "netseam/transport/permutation_solver.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace netseam;

namespace {

/// Sizes around the widths of vectors.
constexpr std::size_t sizes[] = {1, 2, 5, 16, 17, 63, 64, 65, 130};

}  // namespace

TEST_CASE("descents and losses agree in every instruction set of this processor", "[serial]") {
  for (const std::size_t n : sizes) {
    if (n < 2) continue;  // one point has no distances
    transport::MetricSpaceOptions options;
    options.low_rank = 2;
    const auto layer = test::random_layer(n, 6, n);
    const auto first = test::build(layer, options),
               second = test::build(test::random_layer(n, 7, n + 1), options);
    const auto start = assignment::identity_permutation(n);
    const double naive = test::naive_loss(first.space, second.space, start);
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      const test::ForcedTarget forced(target);
      INFO(hwy::TargetName(target) << ", " << n << " points");
      CHECK(transport::identity_loss(first.space, second.space) == Approx(naive).epsilon(1e-11));
      for (const auto mode : {transport::GradientMode::exact, transport::GradientMode::low_rank}) {
        transport::PermutationSolver solver(test::backend(), n, mode);
        const auto descent = solver.descend(first.space, second.space, start, {});
        CHECK(descent.loss <= naive * (1 + 1e-11));
        CHECK(descent.loss ==
              Approx(test::naive_loss(first.space, second.space, descent.permutation)).epsilon(1e-11));
      }
    }
  }
}
