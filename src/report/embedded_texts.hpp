#pragma once
#include <string_view>

/// Files that the build puts into the program (tools/cmake/write_embedded_text.cmake).
namespace netseam::report::embedded {

extern const std::string_view d3_js;  // empty where d3 was not found at configure time
extern const std::string_view page_css;
extern const std::string_view page_data_js, heat_map_js, charts_js, between_js, page_js;

}  // namespace netseam::report::embedded
