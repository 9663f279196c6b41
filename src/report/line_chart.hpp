#pragma once
#include <string>
#include <vector>

namespace netseam::report {

/// Values over checkpoints; NaN = none.
struct ChartLine {
  std::string name;
  std::vector<double> value;
  bool dashed = false;
};

/// Lines over checkpoints from left to right, as one SVG element with a legend. Names are not escaped yet.
struct LineChart {
  const char* kind = "over-checkpoints";
  std::string title;  // of the axis, with unit
  std::string label;  // for screen readers
  std::vector<std::string> checkpoint;
  std::vector<ChartLine> line;
  double low = 0, high = 0;  // of the axis at least
  double level = 0;          // a value that is marked across
  std::string level_name;    // empty = no level
};
[[nodiscard]] std::string line_chart(const LineChart& chart);

}  // namespace netseam::report
