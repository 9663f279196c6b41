#include "netseam/grouping/layer_ranges.hpp"

#include "netseam/core/error.hpp"
#include "netseam/stats/group_numbers.hpp"

namespace netseam::grouping {

std::vector<std::string> segment_ranges(std::span<const std::string> name,
                                        std::span<const std::size_t> border) {
  std::vector<std::size_t> label(name.size(), 0);
  std::size_t before = 0;
  for (const std::size_t first : border) {
    if (first <= before || first >= name.size())
      throw core::InternalError("segment_ranges: the borders do not rise from 1 to the last layer");
    for (std::size_t i = before = first; i < label.size(); ++i) ++label[i];
  }
  return cluster_ranges(name, label);
}

std::vector<std::string> cluster_ranges(std::span<const std::string> name,
                                        std::span<const std::size_t> label) {
  if (name.size() != label.size())
    throw core::InternalError("cluster_ranges: the names and the labels are of other layers");
  std::vector<std::string> text(stats::group_count(label));
  for (std::size_t first = 0, last = 0; first < label.size(); first = last + 1) {
    last = first;
    while (last + 1 < label.size() && label[last + 1] == label[first]) ++last;
    std::string& group = text[label[first]];
    if (!group.empty()) group += ", ";
    group += name[first];
    if (last > first) group += " to " + name[last];
  }
  return text;
}

}  // namespace netseam::grouping
