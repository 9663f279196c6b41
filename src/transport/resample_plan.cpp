#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/resampled_loss.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::transport {

ResamplePlan::ResamplePlan(std::size_t samples, std::size_t groups, std::size_t resamples, std::uint64_t seed)
    : groups_(std::min(samples, groups)),
      resamples_(resamples),
      group_of_sample_(samples),
      weight_(groups_ * core::padded<double>(resamples), 0) {
  if (groups_ == 0) throw core::InternalError("ResamplePlan: no samples or no groups");
  std::vector<std::int32_t> order(samples);
  std::iota(order.begin(), order.end(), 0);
  core::RandomStream(seed, 0, core::Purpose::bootstrap).shuffle(std::span(order));
  for (std::size_t k = 0; k < samples; ++k)
    group_of_sample_[static_cast<std::size_t>(order[k])] = static_cast<std::int32_t>(k % groups_);
  for (std::size_t b = 0; b < resamples; ++b) {
    core::RandomStream random(seed, b + 1, core::Purpose::bootstrap);
    for (std::size_t draw = 0; draw < groups_; ++draw)
      weight_[random.below(groups_) * core::padded<double>(resamples) + b] += 1;
  }
}

}  // namespace netseam::transport
