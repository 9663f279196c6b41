#include "sample_order.hpp"

#include "random_kernels.hpp"

#include "netseam/core/random_stream.hpp"

#include <numeric>
#include <utility>

namespace netseam::mlp {
namespace {

constexpr std::uint32_t first_words = 0, more_words = 1;  // places

/// Uniform in 0 .. bound - 1 from a random word, and more words where it would be biased. Source: Lemire
/// 2019, doi:10.1145/3230636.
std::uint32_t below(std::uint32_t bound, std::uint32_t word, std::uint32_t epoch, std::uint64_t key) {
  std::uint64_t product = std::uint64_t{word} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t reject_under = -bound % bound;
    for (std::uint32_t trial = 0; static_cast<std::uint32_t>(product) < reject_under; ++trial)
      product = std::uint64_t{bound} *
                core::philox({bound, trial, epoch, more_words},
                             {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)})[0];
  }
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace

SampleOrder::SampleOrder(std::size_t samples, std::uint64_t key)
    : key_(key), order_(samples), word_(samples) {}

std::span<const std::uint32_t> SampleOrder::of_epoch(std::uint32_t epoch) {
  random_words({key_, epoch, first_words}, word_);
  std::iota(order_.begin(), order_.end(), 0U);
  for (std::size_t i = order_.size(); i > 1; --i)
    std::swap(order_[i - 1], order_[below(static_cast<std::uint32_t>(i), word_[i - 1], epoch, key_)]);
  return order_;
}

}  // namespace netseam::mlp
