#include "ordinary_groups.hpp"

#include "netseam/core/words.hpp"
#include "netseam/grouping/layer_ranges.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace netseam::pipeline {

std::string ordinary_groups_note(const parallel::Communicator& communicator, const LayersInput& input,
                                 std::size_t ordinary_samples, const GroupingInput& values,
                                 const data::Segmentation& all) {
  const auto groups = find_groups(communicator, values, input.segmentation);
  const std::size_t fewer = input.rows.size() - ordinary_samples;
  const std::string left_out =
      fmt::format("without the {} farthest from the mean", core::counted(fewer, "sample"));
  if (groups.border == all.border) return left_out + ": the same groups";
  std::vector<std::string> names;
  for (const auto& shape : input.shapes) names.push_back(shape.name);
  return fmt::format("{}: other groups, {}", left_out,
                     fmt::join(grouping::segment_ranges(names, groups.border), " | "));
}

}  // namespace netseam::pipeline
