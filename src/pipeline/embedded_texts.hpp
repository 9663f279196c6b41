#pragma once
#include <string_view>

/// Files that the build puts into the program (tools/cmake/write_embedded_text.cmake).
namespace netseam::pipeline::embedded {

extern const std::string_view neuron_presets_ini;

}  // namespace netseam::pipeline::embedded
