#include "tile_kernels.hpp"

#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>
#include <hwy/targets.h>

#include <bit>
#include <cstdint>
#include <vector>

using namespace netseam;

namespace {

/// Runs the kernels of one instruction set for as long as it lives.
class ForcedTarget {
 public:
  explicit ForcedTarget(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~ForcedTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ForcedTarget(const ForcedTarget&) = delete;
  ForcedTarget& operator=(const ForcedTarget&) = delete;
};

}  // namespace

TEST_CASE("products of tiles are exact for whole numbers in every instruction set", "[serial]") {
  for (const std::size_t rows : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 23U})
    for (const std::size_t columns : {8U, 16U, 512U}) {
      core::RandomStream random(rows, columns, core::Purpose::test);
      std::vector<float> weights(rows * columns);
      std::vector<std::uint16_t> halves(rows * columns);
      std::vector<double> column_x(columns), row_x(rows), column_y(columns, 1.0), row_y(rows, 2.0);
      for (double& x : column_x) x = static_cast<double>(random.below(1000)) - 500;
      for (double& x : row_x) x = static_cast<double>(random.below(1000)) - 500;
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
          const auto weight = static_cast<float>(random.below(100));  // 7 bits: a bfloat16 holds it
          const std::size_t panel = r / 8 * 8, height = std::min<std::size_t>(8, rows - panel);
          const std::size_t place = panel * columns + c / 8 * 8 * height + (r - panel) * 8 + c % 8;
          weights[place] = weight;
          halves[place] = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(weight) >> 16U);
          row_y[r] += static_cast<double>(weight) * column_x[c];
          column_y[c] += static_cast<double>(weight) * row_x[r];
        }
      for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        const ForcedTarget forced(target);
        INFO(hwy::TargetName(target) << ", " << rows << " x " << columns);
        std::vector<double> column_sum(columns, 1.0), row_sum(rows, 2.0);
        graph::multiply_tile(weights.data(), rows, columns, column_x.data(), column_sum.data(), row_x.data(),
                             row_sum.data());
        CHECK((column_sum == column_y && row_sum == row_y));
        column_sum.assign(columns, 1.0);
        row_sum.assign(rows, 2.0);
        graph::multiply_tile(halves.data(), rows, columns, column_x.data(), column_sum.data(), row_x.data(),
                             row_sum.data());
        CHECK((column_sum == column_y && row_sum == row_y));
      }
    }
}
