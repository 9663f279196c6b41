#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

namespace netseam::test {

/// Writes `value` over one number of a dataset of numbers in an HDF5 file.
void damage_number(const std::filesystem::path& path, const std::string& dataset, std::size_t place,
                   double value);

}  // namespace netseam::test
