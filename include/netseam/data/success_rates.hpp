#pragma once
#include <cstddef>
#include <string>

namespace netseam::data {

/// Something that a recovered hierarchy should show.
struct HierarchyPart {
  std::string name;
  bool holds = false, required = true;
};

/// How often something held among the networks of one group.
struct PartRate {
  std::string group, part;  // "2 hidden layers"; "success" = all required parts
  std::size_t successes = 0, trials = 0;
  double low = 0, high = 1;  // Wilson interval, 95 %
};

}  // namespace netseam::data
