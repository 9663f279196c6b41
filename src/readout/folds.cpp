#include "netseam/readout/folds.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <numeric>
#include <span>

namespace netseam::readout {

std::vector<std::size_t> draw_folds(std::size_t samples, std::size_t folds, std::uint64_t seed) {
  if (folds == 0) throw core::InternalError("draw_folds: no folds");
  std::vector<std::size_t> order(samples), fold(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  core::RandomStream(seed, 0, core::Purpose::readout_folds).shuffle(std::span(order));
  for (std::size_t k = 0; k < samples; ++k) fold[order[k]] = k % folds;
  return fold;
}

}  // namespace netseam::readout
