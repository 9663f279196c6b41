#pragma once
// A stored result beside the same result computed again.
#include "netseam/pipeline/verify_layers.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace netseam::pipeline {

/// Which differences are rounding.
struct VerifyTolerance {
  double relative = 1e-12;  // of the largest number of a dataset
  double draws = 0;         // by so many draws a share of draws may differ: of confidences and p-values
};

/// Compares all datasets of two files but those for which `left_out` is true, and adds what it finds to
/// `report`. Throws InputError where one of them cannot be read.
void compare_datasets(const std::filesystem::path& stored, const std::filesystem::path& recomputed,
                      const std::function<bool(const std::string&)>& left_out,
                      const VerifyTolerance& tolerance, VerifyReport& report);

}  // namespace netseam::pipeline
