#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::data {

/// The representation of one layer: one row of `width` numbers for each point. A point is one sample, or,
/// under the image rule "pixels", one pixel of one sample. Row-major: values[row * width + column].
struct LayerActivations {
  std::string name;
  std::string file;  // where it was read from, for messages
  std::size_t width = 0;
  std::vector<float> values;  // points x width
  std::vector<std::int64_t>
      sample_of_row;  // points; which chosen sample (0-based position in the choice) a row is of
  [[nodiscard]] std::size_t points() const noexcept { return sample_of_row.size(); }
};

/// What is known of a layer before it is read.
struct LayerShape {
  std::string name;
  std::size_t points = 0;  // rows that reading it will give
  std::size_t width = 0;   // columns
};

}  // namespace netseam::data
