#pragma once
// Gromov-Wasserstein losses, recomputed from their stored couplings.
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/data/pair_distance.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/pipeline/verify_layers.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// The metric spaces of all layers of one network.
class BuiltSpaces {
 public:
  /// Reads and builds them. Throws ConfigError where they do not fit into memory; errors of the reader and of
  /// transport::build_metric_space.
  BuiltSpaces(const input::ActivationReader& reader, const std::vector<data::LayerShape>& shapes,
              const std::vector<std::size_t>& rows, const transport::MetricSpaceOptions& space,
              const linalg::DenseBackend& backend);
  [[nodiscard]] const transport::MetricSpace& operator[](std::size_t layer) const { return spaces_[layer]; }

 private:
  std::vector<core::AlignedBuffer<std::byte>> blocks_;
  std::vector<transport::MetricSpace> spaces_;
};

/// Recomputes the loss of the stored coupling and adds what it found to `report`; `what` names the layers.
void verify_loss(const data::PairDistance& stored, const transport::MetricSpace& first,
                 const transport::MetricSpace& second, const std::string& what, VerifyReport& report);

}  // namespace netseam::pipeline
