#pragma once
// Recomputes the values of the measures beside Gromov-Wasserstein.
#include "layers_input.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/verify_layers.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Compares every stored value of `stored.measure` with a recomputed one and adds what it finds to `report`.
/// A value fails where it is off by more than 1e-5 (1 + |value|), what float32 products of another library or
/// processor may change, or where one is missing. Errors: as verify_layers. Rank-local.
void verify_measures(const data::LayerDistances& stored, const Config& config, const LayersInput& input,
                     const linalg::DenseBackend& backend, VerifyReport& report);

/// Layers prepared for one measure; one that has too few samples for it is left empty.
class PreparedLayers {
 public:
  PreparedLayers(const similarity::Measure& measure, const similarity::MeasureContext& context,
                 const input::ActivationReader& reader, const std::vector<data::LayerShape>& shapes,
                 const std::vector<std::size_t>& rows);
  [[nodiscard]] const similarity::PreparedLayer& operator[](std::size_t layer) const {
    return layers_[layer];
  }

 private:
  std::vector<core::AlignedBuffer<std::byte>> blocks_;
  std::vector<similarity::PreparedLayer> layers_;
};

/// Recomputes one value and adds what it found to `report`; `what` names measure and layers.
void verify_value(double stored, const similarity::Measure& measure, const similarity::PreparedLayer& first,
                  const similarity::PreparedLayer& second, const similarity::MeasureContext& context,
                  const std::string& what, VerifyReport& report);

}  // namespace netseam::pipeline
