#include "forced_target.hpp"
#include "random_kernels.hpp"
#include "sample_order.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

using namespace netseam;

namespace {

constexpr std::uint64_t key = 0x0123456789abcdefULL;
const std::array<std::uint32_t, 2> key_words{0x89abcdefU, 0x01234567U};

/// Values of units x columns; the sample of column c is c.
struct Block {
  Block(std::size_t unit_count, std::size_t column_count, float value)
      : units(unit_count), columns(column_count), sample(column_count), values(unit_count * column_count) {
    std::iota(sample.span().begin(), sample.span().end(), 0U);
    std::ranges::fill(values.span(), value);
  }
  [[nodiscard]] mlp::SampleBlock view() { return {sample.data(), units, columns, values.data()}; }
  std::size_t units, columns;
  core::AlignedBuffer<std::uint32_t> sample;
  core::AlignedBuffer<float> values;
};

double mean_of(std::span<const float> values, double power) {
  double sum = 0;
  for (const float value : values) sum += std::pow(static_cast<double>(value), power);
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("random words are those of the generator of core, in every instruction set", "[serial]") {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    const test::ForcedTarget forced(target);
    for (const std::size_t count : {1U, 4U, 63U, 64U, 65U, 1001U}) {
      std::vector<std::uint32_t> words(count);
      mlp::random_words({key, 7, 3}, words);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < count; ++i)
        wrong +=
            words[i] != core::philox({static_cast<std::uint32_t>(i / 4), 0, 7, 3}, key_words)[i % 4] ? 1 : 0;
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("noise is what Box and Muller make of the words, in every instruction set", "[serial]") {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    const test::ForcedTarget forced(target);
    for (const std::size_t units : {1U, 2U, 3U, 4U, 6U}) {
      Block block(units, 48, 1.0F);
      mlp::add_normal_noise({key, 2, 0}, 0.5F, block.view());
      double worst = 0;
      for (std::uint32_t sample = 0; sample < 48; ++sample)
        for (std::size_t u = 0; u < units; ++u) {
          const auto word = core::philox({sample, static_cast<std::uint32_t>(u / 4), 2, 0}, key_words);
          const std::size_t pair = u % 4 / 2 * 2;
          const double radius = std::sqrt(-2 * std::log(((word[pair] >> 8) + 1) * 0x1p-24));
          const double angle = 2 * std::numbers::pi * ((word[pair + 1] >> 8) * 0x1p-24 - 0.5);
          const double expected = 1 + 0.5 * radius * (u % 2 == 0 ? std::cos(angle) : std::sin(angle));
          worst = std::max(worst, std::abs(static_cast<double>(block.values[u * 48 + sample]) - expected));
        }
      // float32: some roundings (6e-8) of values up to 4, and of an angle up to pi
      CHECK(worst < 5e-6);
    }
  }
}

TEST_CASE("noise has the moments of a normal distribution", "[serial]") {
  constexpr std::size_t units = 100, columns = 4096;
  constexpr double count = units * columns;
  Block block(units, columns, 0.0F), next(units, columns, 0.0F);
  mlp::add_normal_noise({key, 0, 0}, 2.0F, block.view());
  mlp::add_normal_noise({key, 1, 0}, 2.0F, next.view());
  // five standard errors: of the mean 2 / sqrt(n), of x^2 4 sqrt(2 / n), of x^3 8 sqrt(15 / n), of x^4 16
  // sqrt(96 / n)
  const auto values = block.values.span();
  CHECK(std::abs(mean_of(values, 1)) < 5 * 2 / std::sqrt(count));
  CHECK(std::abs(mean_of(values, 2) - 4) < 5 * 4 * std::sqrt(2 / count));
  CHECK(std::abs(mean_of(values, 3)) < 5 * 8 * std::sqrt(15 / count));
  CHECK(std::abs(mean_of(values, 4) - 48) < 5 * 16 * std::sqrt(96 / count));
  // products of independent values have mean 0 and deviation 4
  double epochs = 0, rows = 0, samples = 0;
  for (std::size_t i = 0; i + columns < values.size(); ++i) {
    epochs += static_cast<double>(values[i] * next.values[i]);
    rows += static_cast<double>(values[i] * values[i + columns]);
    samples += static_cast<double>(values[i] * values[i + 1]);
  }
  for (const double sum : {epochs, rows, samples}) CHECK(std::abs(sum) / count < 5 * 4 / std::sqrt(count));
}

TEST_CASE("dropout drops its share and keeps the mean", "[serial]") {
  constexpr std::size_t units = 50, columns = 2048;
  constexpr double count = units * columns;
  for (const double share : {0.001, 0.1, 0.5, 0.9}) {
    Block block(units, columns, 1.0F), other(units, columns, 1.0F);
    mlp::drop_values({key, 0, 1}, share, block.view());
    mlp::drop_values({key, 0, 2}, share, other.view());
    double dropped = 0, both = 0;
    for (std::size_t i = 0; i < units * columns; ++i) {
      const float value = block.values[i];
      if (value != 0.0F) CHECK(static_cast<double>(value) == Approx(1 / (1 - share)));
      dropped += value == 0.0F ? 1 : 0;
      both += value == 0.0F && other.values[i] == 0.0F ? 1 : 0;
    }
    // binomial, five standard errors
    CHECK(std::abs(dropped - count * share) < 5 * std::sqrt(count * share * (1 - share)));
    const double squared = share * share;
    CHECK(std::abs(both - count * squared) < 5 * std::sqrt(count * squared * (1 - squared)));
  }
}

TEST_CASE("dropout is the same in every instruction set", "[serial]") {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    const test::ForcedTarget forced(target);
    Block block(7, 32, 1.0F);
    mlp::drop_values({key, 3, 2}, 0.25, block.view());
    std::size_t wrong = 0;
    for (std::uint32_t sample = 0; sample < 32; ++sample)
      for (std::uint32_t u = 0; u < 7; ++u) {
        const auto word = core::philox({sample, u / 4, 3, 2}, key_words)[u % 4];
        const bool dropped = static_cast<std::int32_t>(word) < -0x40000000;  // the lowest quarter
        wrong += (block.values[u * 32 + sample] == 0.0F) != dropped ? 1 : 0;
      }
    CHECK(wrong == 0);
  }
}

TEST_CASE("orders of samples are permutations, and all of them are equally likely", "[serial]") {
  mlp::SampleOrder large(1000, key);
  for (std::uint32_t epoch = 0; epoch < 3; ++epoch) {
    const auto order = large.of_epoch(epoch);
    std::vector<std::uint32_t> sorted(order.begin(), order.end());
    std::ranges::sort(sorted);
    for (std::uint32_t i = 0; i < 1000; ++i) CHECK(sorted[i] == i);
  }
  const std::vector<std::uint32_t> first(large.of_epoch(0).begin(), large.of_epoch(0).end());
  const auto again = large.of_epoch(1);
  CHECK_FALSE(std::equal(first.begin(), first.end(), again.begin()));

  constexpr int trials = 24000;
  std::vector<int> seen(256);
  mlp::SampleOrder small(4, key);
  for (std::uint32_t epoch = 0; epoch < trials; ++epoch) {
    const auto order = small.of_epoch(epoch);
    ++seen[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]];
  }
  const auto different = std::ranges::count_if(seen, [](int count) { return count > 0; });
  CHECK(different == 24);
  // 1000 each, deviation sqrt(1000 23 / 24) = 31
  for (const int count : seen)
    if (count > 0) CHECK(std::abs(count - 1000) < 5 * 31);
}
