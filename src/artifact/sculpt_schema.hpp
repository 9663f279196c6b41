#pragma once
#include "netseam/artifact/sculpt_file.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace netseam::artifact {

inline constexpr std::string_view sculpt_schema = "netseam.sculpt";
inline constexpr std::int64_t sculpt_schema_version = 2;

/// The convention's fields and the attributes that hold them.
inline constexpr std::pair<const char*, std::string SculptConvention::*> sculpt_convention_fields[] = {
    {"training", &SculptConvention::training},     {"accuracy", &SculptConvention::accuracy},
    {"score", &SculptConvention::score},           {"schedule", &SculptConvention::schedule},
    {"unit_steps", &SculptConvention::unit_steps}, {"edge_steps", &SculptConvention::edge_steps},
    {"retraining", &SculptConvention::retraining}, {"choice", &SculptConvention::choice}};

}  // namespace netseam::artifact
