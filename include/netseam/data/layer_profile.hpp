#pragma once
#include <string>
#include <vector>

namespace netseam::data {

/// One property of every layer.
struct LayerProfile {
  std::string name;           // such as "effective_rank"
  std::string title;          // for people, such as "effective rank"
  std::string unit;           // "dimensions", "share of samples", "none"
  std::string source;         // where it is defined
  std::vector<double> value;  // L; NaN = not defined for the layer
};

}  // namespace netseam::data
