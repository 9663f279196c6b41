#pragma once
#include "netseam/data/segmentation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace netseam::data {

/// Whether larger values mean layers that are further apart, or more alike.
enum class MeasureKind : std::uint8_t { distance = 0, similarity = 1 };

/// What one measure says of all pairs of L layers.
struct MeasureMatrix {
  std::string name;   // as in the option layers.measures, such as "cka"
  std::string title;  // for people, such as "linear CKA, unbiased"
  std::string unit;   // "none", "radian", "of the activations"
  MeasureKind kind = MeasureKind::distance;
  std::vector<double> value;  // by pair_index; NaN = the measure does not apply to the pair
  std::vector<double> self;   // L; value of a layer with itself
  std::vector<double>
      distance;  // by pair_index; what is grouped: the value, or what it becomes as a distance
  std::vector<std::string> note;  // what to know of this run: pairs left out and why, values set to a limit
  Segmentation segmentation;      // of `distance`
};

}  // namespace netseam::data
