#include "verify_losses.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/transport/conditional_gradient.hpp"
#include "netseam/transport/permutation_loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

/// How far two computations of a loss may lie apart when every distance is off by a few float32 roundings.
double allowed_difference(double loss, double mean_square) {
  const double rounding = 0x1p-22 * std::sqrt(mean_square);
  return 1e-9 * loss + 2 * std::sqrt(loss) * rounding + rounding * rounding;
}

}  // namespace

BuiltSpaces::BuiltSpaces(const input::ActivationReader& reader, const std::vector<data::LayerShape>& shapes,
                         const std::vector<std::size_t>& rows, const transport::MetricSpaceOptions& space,
                         const linalg::DenseBackend& backend) {
  std::size_t needed = 0;
  for (const auto& shape : shapes) needed += transport::metric_space_bytes(shape.points, space);
  if (needed > parallel::available_memory())
    throw core::ConfigError(fmt::format(
        "the distances of {} layers need {:.1f} GiB to be checked; {:.1f} GiB are free", shapes.size(),
        static_cast<double>(needed) * 0x1p-30, static_cast<double>(parallel::available_memory()) * 0x1p-30));
  for (std::size_t layer = 0; layer < shapes.size(); ++layer) {
    blocks_.emplace_back(transport::metric_space_bytes(shapes[layer].points, space));
    transport::build_metric_space(backend, reader.read(layer, rows), space, blocks_.back().span());
    spaces_.push_back(transport::view_metric_space(shapes[layer].points, space, blocks_.back().span()));
  }
}

void verify_loss(const data::PairDistance& stored, const transport::MetricSpace& first,
                 const transport::MetricSpace& second, const std::string& what, VerifyReport& report) {
  const double loss = stored.permutation.empty()
                          ? transport::coupling_loss(first, second, stored.coupling)
                          : transport::permutation_loss(first, second, stored.permutation);
  const double allowed = allowed_difference(loss, std::max(first.mean_square, second.mean_square));
  const double difference = std::abs(loss - stored.loss);
  ++report.pairs;
  report.largest_difference = std::max(report.largest_difference, difference);
  if (!(difference <= allowed) || stored.lower_bound > loss + allowed)
    report.faults.push_back(fmt::format("{}: stored {:.9g} (bound {:.9g}), recomputed {:.9g}", what,
                                        stored.loss, stored.lower_bound, loss));
}

}  // namespace netseam::pipeline
