#pragma once
// The targets that a study compares layers with.
#include "layers_input.hpp"

#include "netseam/data/activations.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <vector>

namespace netseam::pipeline {

/// A target on the chosen samples: one row of numbers for each, or of labels one column for each class.
struct KnownTarget {
  data::LayerActivations values;  // its name is the stem of its file
  bool labels = false;
  double most_common = 0;  // labels: share of the most common one
  [[nodiscard]] core::MatrixView<const float> view() const {
    return {values.values.data(), values.points(), values.width};
  }
};

/// Reads the files of layers.targets. Integers of shape (samples,) are labels, all else are numbers. Classes
/// are those of the chosen samples, ascending. Rank-local. Throws InputError by file, place, found, expected:
/// other numbers of rows than the layers have samples; NaN or infinity; a target that is the same for all
/// chosen samples; labels that are all different; two targets of one name; and, where gw is asked for, a
/// sample without a direction for the distance of the study (cosine: all zero; correlation: constant).
[[nodiscard]] std::vector<KnownTarget> read_targets(const Config& config, const LayersInput& input);

}  // namespace netseam::pipeline
