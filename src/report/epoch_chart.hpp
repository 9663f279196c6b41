#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace netseam::report {

/// A value of a network after some epochs of its training.
struct EpochPoint {
  std::size_t epoch = 0;
  double value = 0;   // not finite: the line is broken
  std::string saved;  // what is said of a saved checkpoint, which has a dot; empty = none
};

/// What became of a value in one training.
struct EpochLine {
  std::string name;
  std::vector<EpochPoint> point;  // epochs ascend
  std::size_t colour = 0;
  bool dashed = false;
};

/// Values over the epochs of trainings, as one SVG element with a legend of the lines that are not dashed.
/// Names are not escaped yet. The axis of epochs is logarithmic, of 1 + epoch, where there are more than 100;
/// that of values where `spread` is set and they are positive and spread over more than two powers of ten.
/// Points and dots too near to be told apart are left out, but for a line's last.
struct EpochChart {
  const char* kind = "over-epochs";
  std::string title;  // of the axis, with unit
  std::string label;  // for screen readers
  std::vector<EpochLine> line;
  double low = 0, high = 0;  // of the axis at least, unless low > high
  bool spread = false;
};
[[nodiscard]] std::string epoch_chart(const EpochChart& chart);

}  // namespace netseam::report
