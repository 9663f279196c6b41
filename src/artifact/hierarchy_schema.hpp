#pragma once
#include "netseam/artifact/hierarchy_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::artifact {

inline constexpr std::string_view hierarchy_schema = "netseam.hierarchy";
inline constexpr std::int64_t hierarchy_schema_version = 2;

/// "4-1-2-16": the function that a network was trained on, as a text; empty for none.
[[nodiscard]] inline std::string function_text(const std::vector<std::size_t>& function) {
  return fmt::format("{}", fmt::join(function, "-"));
}

/// The convention's fields and the attributes that hold them.
inline constexpr std::pair<const char*, std::string HierarchyConvention::*> hierarchy_convention_fields[] = {
    {"features", &HierarchyConvention::features},
    {"distance", &HierarchyConvention::distance},
    {"linkage", &HierarchyConvention::linkage},
    {"criterion", &HierarchyConvention::criterion},
    {"modularity_threshold", &HierarchyConvention::modularity_threshold},
    {"merge_threshold", &HierarchyConvention::merge_threshold},
    {"magnitude", &HierarchyConvention::magnitude},
    {"unit_orders", &HierarchyConvention::unit_orders},
    {"seed", &HierarchyConvention::seed},
    {"ties", &HierarchyConvention::ties}};

}  // namespace netseam::artifact
