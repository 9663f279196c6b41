#include "forced_target.hpp"

#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/assignment/permutation.hpp"
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

using namespace netseam;

TEST_CASE("assignments are the same in every instruction set of this processor", "[serial]") {
  // around the widths of vectors and of the classes that short lists are made of
  for (const std::size_t n : {1, 2, 5, 16, 17, 63, 64, 65, 130}) {
    core::RandomStream random(n, 0, core::Purpose::test);
    const std::size_t stride = core::padded<float>(n);
    core::AlignedBuffer<float> values(n * stride);
    for (std::size_t i = 0; i < n; ++i)  // whole numbers: any order of operations gives the same sums
      for (std::size_t j = 0; j < n; ++j) values[i * stride + j] = static_cast<float>(random.below(1000));
    const core::MatrixView<const float> cost(values.data(), n, n, stride);
    assignment::AssignmentSolver reference(n);
    reference.begin(cost);
    const double expected = reference.solve(cost, {});
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      const test::ForcedTarget forced(target);
      INFO(hwy::TargetName(target) << ", " << n << " points");
      assignment::AssignmentSolver solver(n);
      solver.begin(cost);
      CHECK(solver.solve(cost, {}) == expected);
      CHECK(assignment::is_permutation(solver.column_of_row()));
    }
  }
}
