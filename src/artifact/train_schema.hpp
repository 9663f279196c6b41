#pragma once
#include "netseam/artifact/train_file.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace netseam::artifact {

inline constexpr std::string_view train_schema = "netseam.train";
inline constexpr std::int64_t train_schema_version = 1;

/// What data::TrainedNetworks::loss may be.
inline constexpr std::string_view train_losses[] = {"binary cross-entropy", "cross-entropy", "squared error"};

/// The convention's fields and the attributes that hold them.
inline constexpr std::pair<const char*, std::string TrainConvention::*> train_convention_fields[] = {
    {"training", &TrainConvention::training},
    {"start", &TrainConvention::start},
    {"checkpoints", &TrainConvention::checkpoints},
    {"accuracy", &TrainConvention::accuracy}};

}  // namespace netseam::artifact
